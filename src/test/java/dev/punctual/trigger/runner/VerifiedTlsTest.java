package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A certificate is checked against the name of the URL, although an address is dialled. */
class VerifiedTlsTest {
  private static final NameResolver EVERYTHING_IS_HERE =
      host -> Future.succeededFuture(List.of(Network.address(new byte[] {127, 0, 0, 1})));

  private final SelfSignedCertificate certificate = SelfSignedCertificate.create("hooks.example");
  private final AtomicInteger reached = new AtomicInteger();
  private final Endpoints trusting = endpoints(true);
  private final Endpoints plain = endpoints(false);
  private int port;

  @BeforeEach
  void serve() {
    HttpServer server =
        trusting.serve(
            new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()),
            "127.0.0.1",
            0,
            request -> {
              reached.incrementAndGet();
              request.response().end();
            });
    port = server.actualPort();
  }

  @AfterEach
  void close() {
    trusting.close();
    plain.close();
    certificate.delete();
  }

  @Test
  void theNameOfTheCertificateIsCalled() {
    assertThat(trusting.get("https://hooks.example:" + port + "/").error()).isEmpty();
    assertThat(reached).hasValue(1);
  }

  @Test
  void anyOtherNameIsNot() {
    isNotTrusted(trusting.get("https://other.example:" + port + "/"), "other.example");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotTrusted() {
    isNotTrusted(plain.get("https://hooks.example:" + port + "/"), "hooks.example");
  }

  private void isNotTrusted(AttemptResult result, String host) {
    assertThat(result.error())
        .contains("the certificate of %s is not trusted or not its own".formatted(host));
    assertThat(reached).hasValue(0);
  }

  private Endpoints endpoints(boolean trusting) {
    return new Endpoints(
        List.of("127.0.0.1"),
        Optional.of(EVERYTHING_IS_HERE),
        options -> trusting ? options.setTrustOptions(certificate.trustOptions()) : options);
  }
}
