package dev.punctual.trigger.runner;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Json;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetServer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that hang, flood, lie about their address, or break off. */
class HostileEndpointTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private Endpoints endpoints = new Endpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  @Test
  void oneThatNeverAnswersEndsAtTheTimeout() {
    AttemptResult result = endpoints.call(Endpoints.get(endpoints.serve(request -> {}), SHORT));
    assertThat(result.error()).contains("timed out after 0.3 s while waiting for the answer");
    assertThat(result.retriable()).isTrue();
    assertThat(endpoints.recorded("timeout")).isEqualTo(1);
  }

  @Test
  void oneThatTricklesForeverEndsAtTheTimeoutAndLosesItsConnection() {
    Promise<Void> closed = Promise.promise();
    HttpServer server =
        endpoints.serve(
            request -> {
              request.connection().closeHandler(closed::complete);
              HttpServerResponse response = request.response().setChunked(true);
              endpoints.vertx.setPeriodic(5, tick -> response.write("x"));
            });
    AttemptResult result = endpoints.call(Endpoints.get(server, SHORT));
    assertThat(result.error()).contains("timed out after 0.3 s while reading the answer");
    await(closed.future());
  }

  @Test
  void oneThatFloodsIsCutOffAtTheLimit() throws Exception {
    Promise<Void> closed = Promise.promise();
    HttpServer server =
        endpoints.serve(
            request -> {
              request.connection().closeHandler(closed::complete);
              flood(request.response().setChunked(true));
            });
    JsonNode result = result(endpoints.get(server));
    assertThat(result.get("response_body").asText()).isEqualTo("x".repeat(1_024));
    assertThat(result.get("truncated").asBoolean()).isTrue();
    await(closed.future());
  }

  @Test
  void anAnswerOfTheLimitExactlyKeepsTheConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    HttpServer server =
        await(
            endpoints
                .vertx
                .createHttpServer()
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> request.response().end("x".repeat(65_536)))
                .listen(0, "127.0.0.1"));
    assertThat(result(endpoints.get(server)).get("truncated").asBoolean()).isTrue();
    assertThat(endpoints.get(server).succeeded()).isTrue();
    assertThat(connections).hasValue(1);
  }

  @Test
  void aBombDoesNotGoOff() throws Exception {
    Buffer bomb = bomb();
    HttpServer server =
        endpoints.serve(
            request -> request.response().putHeader("Content-Encoding", "gzip").end(bomb));
    JsonNode result = result(endpoints.get(server));
    assertThat(result.get("response_body").asText()).isEqualTo("\u0000".repeat(1_024));
    assertThat(result.get("truncated").asBoolean()).isTrue();
  }

  @Test
  void oneThatHangsDelaysNoOtherAndItsWaitingCallsEndInTime() {
    HttpServer hanging = endpoints.serve(request -> {});
    HttpServer healthy = endpoints.serve(request -> request.response().end());
    List<Future<AttemptResult>> held =
        List.of(
            endpoints.begin(Endpoints.get(hanging, Duration.ofSeconds(2))),
            endpoints.begin(Endpoints.get(hanging, Duration.ofSeconds(2))));
    Future<AttemptResult> waiting = endpoints.begin(Endpoints.get(hanging, SHORT));
    assertThat(endpoints.get(healthy).succeeded()).isTrue();
    assertThat(await(waiting).error()).contains("timed out after 0.3 s while waiting for its turn");
    assertThat(held).noneMatch(Future::isComplete);
    held.forEach(call -> assertThat(await(call).succeeded()).isFalse());
    assertThat(endpoints.hosts.hosts()).isZero();
  }

  @Test
  void whenTooManyWaitForAHostTheNextOneIsToldSoAtOnce() {
    HttpServer hanging = endpoints.serve(request -> {});
    List<Future<AttemptResult>> held =
        IntStream.range(0, 5)
            .mapToObj(i -> endpoints.begin(Endpoints.get(hanging, SHORT)))
            .toList();
    AttemptResult result = endpoints.get(hanging);
    assertThat(result.error()).contains("too many calls to this host are waiting");
    assertThat(result.retriable()).isTrue();
    assertThat(endpoints.recorded("busy")).isEqualTo(1);
    held.forEach(call -> assertThat(await(call).retriable()).isTrue());
  }

  @Test
  void aTurnThatComesIsTaken() {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        endpoints.serve(
            request -> {
              if (asked.incrementAndGet() > 2) {
                request.response().end();
              }
            });
    List<Future<AttemptResult>> calls =
        List.of(
            endpoints.begin(Endpoints.get(server, SHORT)),
            endpoints.begin(Endpoints.get(server, SHORT)),
            endpoints.begin(Endpoints.get(server, Endpoints.TIMEOUT)));
    assertThat(calls.stream().map(call -> await(call).succeeded()))
        .containsExactly(false, false, true);
  }

  @Test
  void oneThatIsNotThereIsTriedAgainLater() {
    HttpServer gone = endpoints.serve(request -> {});
    await(gone.close());
    AttemptResult result = endpoints.get("http://127.0.0.1:" + gone.actualPort() + "/token-xyz");
    assertThat(result.error()).contains("127.0.0.1 does not accept connections");
    assertThat(result.retriable()).isTrue();
    assertThat(endpoints.recorded("connect")).isEqualTo(1);
  }

  @Test
  void oneThatBreaksOffIsTriedAgainLater() {
    HttpServer beforeTheAnswer = endpoints.serve(request -> request.connection().close());
    HttpServer withinTheAnswer =
        endpoints.serve(
            request ->
                request
                    .response()
                    .putHeader("Content-Length", "10")
                    .write("half")
                    .onSuccess(sent -> request.connection().close()));
    for (HttpServer server : List.of(beforeTheAnswer, withinTheAnswer)) {
      AttemptResult result = endpoints.get(server);
      assertThat(result.error())
          .contains("127.0.0.1 ended the connection or did not answer in HTTP");
      assertThat(result.retriable()).isTrue();
      assertThat(result.statusCode()).isEmpty();
    }
    assertThat(endpoints.recorded("broken")).isEqualTo(2);
  }

  @Test
  void oneThatDoesNotSpeakHttpIsAFailure() {
    NetServer server =
        await(
            endpoints
                .vertx
                .createNetServer()
                .connectHandler(socket -> socket.write("220 mail.example ESMTP\r\n\r\n"))
                .listen(0, "127.0.0.1"));
    AttemptResult result = endpoints.get("http://127.0.0.1:" + server.actualPort() + "/");
    assertThat(result.succeeded()).isFalse();
    assertThat(result.retriable()).isTrue();
  }

  @Test
  void aNameThatResolvesToLoopbackIsRefusedAndNeverContacted() {
    AtomicInteger contacted = new AtomicInteger();
    reopen(List.of(), Optional.empty());
    HttpServer server = serveCounting("127.0.0.1", 0, contacted);
    for (String host : List.of("localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]")) {
      AttemptResult result = endpoints.get("http://" + host + ":" + server.actualPort() + "/");
      assertThat(result.error().orElseThrow())
          .endsWith("resolves to an address that is not open (trigger.outbound.allow)");
      assertThat(result.retriable()).isFalse();
    }
    assertThat(endpoints.recorded("refused")).isEqualTo(4);
    assertThat(contacted).hasValue(0);
  }

  @Test
  void aNameThatResolvesElsewhereAMomentLaterWinsNothing() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    InetAddress openAddress = Network.address(new byte[] {127, 0, 0, 1});
    InetAddress closedAddress = Network.address(new byte[] {127, 0, 0, 2});
    NameResolver rebinding =
        host ->
            Future.succeededFuture(
                List.of(questions.getAndIncrement() == 0 ? openAddress : closedAddress));
    reopen(List.of("127.0.0.1"), Optional.of(rebinding));
    HttpServer server = serveCounting("127.0.0.1", 0, open);
    serveCounting("127.0.0.2", server.actualPort(), closed);
    String url = "http://rebind.example:" + server.actualPort() + "/";
    assertThat(endpoints.get(url).succeeded()).isTrue();
    assertThat(questions).hasValue(1);
    AttemptResult second = endpoints.get(url);
    assertThat(second.error().orElseThrow()).contains("not open");
    assertThat(open).hasValue(1);
    assertThat(closed).hasValue(0);
  }

  @Test
  void theHostHeaderKeepsTheName() throws Exception {
    InetAddress address = Network.address(new byte[] {127, 0, 0, 1});
    reopen(List.of("127.0.0.1"), Optional.of(host -> Future.succeededFuture(List.of(address))));
    HttpServer server =
        endpoints.serve(request -> request.response().end(request.getHeader("Host")));
    String authority = "Hooks.Example:" + server.actualPort();
    assertThat(result(endpoints.get("http://" + authority + "/")).get("response_body").asText())
        .isEqualTo(authority);
  }

  private void reopen(List<String> allow, Optional<NameResolver> resolver) {
    endpoints.close();
    endpoints = new Endpoints(allow, resolver, options -> options);
  }

  private HttpServer serveCounting(String host, int port, AtomicInteger contacts) {
    return await(
        endpoints
            .vertx
            .createHttpServer(new HttpServerOptions())
            .connectionHandler(connection -> contacts.incrementAndGet())
            .requestHandler(request -> request.response().end())
            .listen(port, host));
  }

  private static void flood(HttpServerResponse response) {
    if (!response.closed()) {
      response.write("x".repeat(16_384)).onSuccess(written -> flood(response));
    }
  }

  private static Buffer bomb() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        zip.write(zeros);
      }
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private static JsonNode result(AttemptResult result) throws Exception {
    assertThat(result.error()).isEmpty();
    return Json.MAPPER.readTree(result.result().orElseThrow());
  }
}
