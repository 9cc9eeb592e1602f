package dev.punctual.trigger.runner;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.runner.CallFailure.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundGuardTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final NameResolver SYSTEM =
      new SystemNameResolver(VERTX.createSharedWorkerExecutor("resolver", 1));

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "127.0.0.1.",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1",
        "[::ffff:127.0.0.1]",
        "0:0:0:0:0:0:0:1",
        "::127.0.0.1",
        "fe80::1%1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0",
        "0.0.0.0"
      })
  void everyWayOfWritingAClosedAddressIsRefusedOrUnknown(String host) {
    CallFailure failure = failure(guard(SYSTEM), host);
    assertThat(failure.reason()).isIn(Reason.REFUSED, Reason.DNS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1", "2130706433", "::ffff:127.0.0.1", "localhost"})
  void whatTheResolverMakesOfItIsRefused(String host) {
    CallFailure failure = failure(guard(SYSTEM), host);
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure.sentence())
        .isEqualTo(host + " resolves to an address that is not open (trigger.outbound.allow)");
  }

  @Test
  void whatJavaDoesNotReadAsOctalIsNotDialledAsOctal() {
    assertThat(await(guard(SYSTEM).addressOf("0177.0.0.1", 1)).getHostAddress())
        .isEqualTo("177.0.0.1");
  }

  @Test
  void ofSeveralAddressesOnlyOpenOnesAreTaken() throws Exception {
    OutboundGuard guard = guard(answering("10.0.0.1", "8.8.8.8", "127.0.0.1"));
    for (int attempt = 1; attempt < 5; attempt++) {
      assertThat(await(guard.addressOf("mixed.example", attempt)))
          .isEqualTo(InetAddress.getByName("8.8.8.8"));
    }
  }

  @Test
  void anotherAttemptTakesAnotherAddressOfTheSameFamily() {
    OutboundGuard guard = guard(answering("8.8.8.8", "2606:4700::1", "9.9.9.9"));
    assertThat(
            Stream.of(1, 2, 3)
                .map(attempt -> await(guard.addressOf("h", attempt)).getHostAddress()))
        .containsExactly("8.8.8.8", "9.9.9.9", "8.8.8.8");
  }

  @Test
  void anUnknownNameIsToldSo() {
    CallFailure failure = failure(guard(answering()), "nowhere.example");
    assertThat(failure.reason()).isEqualTo(Reason.DNS);
    assertThat(failure.reason().retriable()).isTrue();
    assertThat(failure.sentence()).isEqualTo("nowhere.example is not known to the DNS");
  }

  @Test
  void aNameServerThatDoesNotAnswerIsGivenUp() {
    OutboundGuard guard =
        new OutboundGuard(
            host -> Promise.<List<InetAddress>>promise().future(),
            AddressPolicy.of(List.of(), false),
            Duration.ofMillis(20));
    assertThat(failure(guard, "slow.example").sentence())
        .isEqualTo("slow.example could not be looked up in time");
  }

  @Test
  void aResolverThatBreaksTellsNothingOfItself() {
    OutboundGuard guard = guard(host -> Future.failedFuture("secret"));
    assertThat(failure(guard, "h").sentence()).isEqualTo("h could not be looked up");
  }

  private static OutboundGuard guard(NameResolver resolver) {
    return new OutboundGuard(resolver, AddressPolicy.of(List.of(), false), Duration.ofSeconds(5));
  }

  private static CallFailure failure(OutboundGuard guard, String host) {
    return (CallFailure) awaitFailure(guard.addressOf(host, 1));
  }

  private static NameResolver answering(String... addresses) {
    List<InetAddress> answer = Stream.of(addresses).map(OutboundGuardTest::address).toList();
    return host -> Future.succeededFuture(answer);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
