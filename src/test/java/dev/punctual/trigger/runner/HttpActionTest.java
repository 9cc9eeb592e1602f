package dev.punctual.trigger.runner;

import static dev.punctual.trigger.runner.Endpoints.NOW;
import static dev.punctual.trigger.runner.Endpoints.url;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Json;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an endpoint sees of a call, and what becomes of its answer. */
class HttpActionTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD_SECRET = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0";
  private static final String PAYLOAD = "{\"name\":\"Größe ✓ 漢字\", \"n\":1.50 }";

  private final Endpoints endpoints = new Endpoints();
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  private record Seen(String method, String uri, MultiMap headers, Buffer body) {}

  @AfterEach
  void close() {
    endpoints.close();
  }

  @Test
  void theReceiverCanVerifyTheSignatureOfEverySecret() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    RunAttempt attempt = post(server, Map.of(), Optional.of(PAYLOAD), List.of(SECRET, OLD_SECRET));
    endpoints.call(attempt);
    Seen call = received();
    assertThat(call.headers().get("webhook-id")).isEqualTo(attempt.eventId().toString());
    assertThat(call.headers().get("webhook-timestamp"))
        .isEqualTo(String.valueOf(NOW.getEpochSecond()));
    assertThat(verifies(call, SECRET)).isTrue();
    assertThat(verifies(call, OLD_SECRET)).isTrue();
    assertThat(verifies(call, "whsec_c29tZWJvZHktZWxzZQ==")).isFalse();
  }

  @Test
  void theEventKeepsItsIdOnEveryAttempt() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 503));
    RunAttempt attempt = post(server, Map.of(), Optional.of(PAYLOAD), List.of(SECRET));
    endpoints.call(attempt);
    endpoints.call(
        new RunAttempt(
            attempt.eventId(),
            attempt.action(),
            attempt.payload(),
            attempt.signingSecrets(),
            attempt.timeout(),
            2));
    assertThat(received().headers().get("webhook-id"))
        .isEqualTo(received().headers().get("webhook-id"))
        .isEqualTo(attempt.eventId().toString());
  }

  @Test
  void thePayloadArrivesByteForByte() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    endpoints.call(post(server, Map.of(), Optional.of(PAYLOAD), List.of()));
    Seen call = received();
    assertThat(call.body().getBytes()).isEqualTo(PAYLOAD.getBytes(UTF_8));
    assertThat(call.headers().get("content-type")).isEqualTo("application/json");
    assertThat(call.headers().get("content-length"))
        .isEqualTo(String.valueOf(PAYLOAD.getBytes(UTF_8).length));
    assertThat(call.headers().get("user-agent")).isEqualTo("punctual");
    assertThat(call.headers().contains("webhook-signature")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, true",
    "PUT, true",
    "PATCH, true",
    "DELETE, true",
    "GET, false",
    "HEAD, false",
    "OPTIONS, false"
  })
  void onlyMethodsThatCarryABodySendThePayload(String method, boolean carries) throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    AttemptResult result =
        endpoints.call(
            Endpoints.attempt(
                ActionSpec.http(method, url(server), Map.of()), Optional.of(PAYLOAD)));
    assertThat(result.succeeded()).isTrue();
    Seen call = received();
    assertThat(call.method()).isEqualTo(method);
    assertThat(call.body().length() > 0).isEqualTo(carries);
    assertThat(call.headers().contains("content-type")).isEqualTo(carries);
  }

  @Test
  void aPostWithoutPayloadSaysThatItIsEmpty() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    endpoints.call(post(server, Map.of(), Optional.empty(), List.of(SECRET)));
    Seen call = received();
    assertThat(call.headers().get("content-length")).isEqualTo("0");
    assertThat(call.headers().contains("content-type")).isFalse();
    assertThat(verifies(call, SECRET)).isTrue();
  }

  @Test
  void customersSetTheirOwnHeadersAndNotOurs() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Own", "some value");
    headers.put("Content-Type", "application/cloudevents+json");
    headers.put("Authorization", "Bearer abc");
    headers.put("Webhook-ID", "forged");
    headers.put("WEBHOOK-SIGNATURE", "v1,forged");
    headers.put("webhook-timestamp", "1");
    headers.put("HOST", "forged.example");
    headers.put("content-length", "3");
    headers.put("Transfer-Encoding", "chunked");
    headers.put("Connection", "close, X-Own");
    headers.put("Expect", "100-continue");
    headers.put("Upgrade", "websocket");
    RunAttempt attempt = post(server, headers, Optional.of(PAYLOAD), List.of(SECRET));
    assertThat(endpoints.call(attempt).succeeded()).isTrue();
    Seen call = received();
    assertThat(call.headers().get("content-type")).isEqualTo("application/cloudevents+json");
    assertThat(call.headers().get("authorization")).isEqualTo("Bearer abc");
    assertThat(call.headers().get("x-own")).isEqualTo("some value");
    assertThat(call.headers().get("host")).isEqualTo("127.0.0.1:" + server.actualPort());
    assertThat(call.headers().getAll("webhook-id")).containsExactly(attempt.eventId().toString());
    assertThat(call.headers().getAll("webhook-signature")).hasSize(1);
    assertThat(verifies(call, SECRET)).isTrue();
    assertThat(call.body().getBytes()).isEqualTo(PAYLOAD.getBytes(UTF_8));
    for (String ours : List.of("transfer-encoding", "connection", "expect", "upgrade")) {
      assertThat(call.headers().contains(ours)).as(ours).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"'X-A\r\nX-B', value", "X-A, 'a\r\nX-B: b'", "'X A', value", "'', value"})
  void aHeaderThatWouldSplitTheRequestIsAFailure(String name, String value) {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    AttemptResult result =
        endpoints.call(post(server, Map.of(name, value), Optional.empty(), List.of()));
    assertThat(result.error()).contains("a header has a name or value that HTTP does not know");
    assertThat(result.retriable()).isFalse();
    assertThat(seen).isEmpty();
    assertThat(endpoints.hosts.hosts()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, false, success",
    "201, true, false, success",
    "204, true, false, success",
    "300, false, false, status_3xx",
    "304, false, false, status_3xx",
    "400, false, false, status_4xx",
    "401, false, false, status_4xx",
    "404, false, false, status_4xx",
    "410, false, false, status_4xx",
    "408, false, true, status_4xx",
    "409, false, true, status_4xx",
    "425, false, true, status_4xx",
    "429, false, true, status_4xx",
    "500, false, true, status_5xx",
    "501, false, true, status_5xx",
    "503, false, true, status_5xx",
    "599, false, true, status_5xx"
  })
  void theStatusDecides(int status, boolean succeeded, boolean retriable, String outcome) {
    AttemptResult result = endpoints.get(endpoints.serve(request -> answer(request, status)));
    assertThat(result.succeeded()).isEqualTo(succeeded);
    assertThat(result.retriable()).isEqualTo(retriable);
    assertThat(result.statusCode()).contains(status);
    assertThat(endpoints.recorded(outcome)).isEqualTo(1);
    if (!succeeded) {
      assertThat(result.error().orElseThrow()).startsWith("the endpoint answered " + status);
    }
  }

  @Test
  void theResultTellsTheAnswer() throws Exception {
    AttemptResult result =
        endpoints.get(
            endpoints.serve(request -> request.response().setStatusCode(404).end("no ü here")));
    JsonNode json = Json.MAPPER.readTree(result.result().orElseThrow());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("status_code", "response_time_ms", "response_body", "truncated");
    assertThat(json.get("status_code").asInt()).isEqualTo(404);
    assertThat(json.get("response_time_ms").asDouble()).isBetween(0.0, 5_000.0);
    assertThat(json.get("response_body").asText()).isEqualTo("no ü here");
    assertThat(json.get("truncated").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    AtomicInteger reached = new AtomicInteger();
    HttpServer elsewhere =
        endpoints.serve(
            request -> {
              reached.incrementAndGet();
              answer(request, 200);
            });
    AttemptResult result =
        endpoints.get(
            endpoints.serve(
                request -> {
                  request.response().putHeader("Location", url(elsewhere));
                  answer(request, status);
                }));
    assertThat(result.error())
        .contains("the endpoint answered " + status + "; redirects are not followed");
    assertThat(result.retriable()).isFalse();
    assertThat(reached).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "503 | 120 | PT2M",
        "429 | Wed, 25 Nov 2026 08:01:00 GMT | PT59.3S",
        "503 | nonsense |",
        "404 | 120 |",
        "200 | 120 |"
      })
  void whenTheEndpointAsksToBeLeftAloneThatIsHandedOn(
      int status, String header, Duration expected) {
    AttemptResult result =
        endpoints.get(
            endpoints.serve(
                request -> {
                  request.response().putHeader("Retry-After", header);
                  answer(request, status);
                }));
    assertThat(result.retryAfter()).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void aCompressedAnswerIsReadable() {
    HttpServer server =
        endpoints.serve(
            new HttpServerOptions().setCompressionSupported(true),
            "127.0.0.1",
            0,
            request -> request.response().end("hello ".repeat(20)));
    assertThat(endpoints.get(server).result().orElseThrow())
        .contains("\"response_body\":\"" + "hello ".repeat(20) + "\"");
  }

  @Test
  void pathAndQueryArriveAsTheyStandInTheUrl() throws Exception {
    HttpServer server = endpoints.serve(request -> answer(request, 200));
    String base = "http://127.0.0.1:" + server.actualPort();
    for (String path : List.of("/a%2Fb/ü?q=1%202&r=%7B#part", "?q", "")) {
      assertThat(endpoints.get(base + path).succeeded()).as(path).isTrue();
    }
    assertThat(List.of(received().uri(), received().uri(), received().uri()))
        .containsExactly("/a%2Fb/%C3%BC?q=1%202&r=%7B", "/?q", "/");
  }

  @Test
  void anIpv6AddressCanBeCalled() throws Exception {
    HttpServer server =
        endpoints.serve(new HttpServerOptions(), "::1", 0, request -> answer(request, 200));
    String authority = "[::1]:" + server.actualPort();
    assertThat(endpoints.get("http://" + authority + "/").succeeded()).isTrue();
    assertThat(received().headers().get("host")).isEqualTo(authority);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ftp://example.com/, the URL must begin with http:// or https://",
    "GET, http://u:p@example.com/, the URL must not carry a user name or password",
    "CONNECT, http://127.0.0.1/, the method is none of those that can be called",
    "TRACE, http://127.0.0.1/, the method is none of those that can be called"
  })
  void whatCannotBeCalledIsAFailureForGood(String method, String url, String error) {
    AttemptResult result =
        endpoints.call(Endpoints.attempt(ActionSpec.http(method, url, Map.of()), Optional.empty()));
    assertThat(result.error()).contains(error);
    assertThat(result.retriable()).isFalse();
    assertThat(endpoints.recorded("invalid")).isEqualTo(1);
  }

  private void answer(HttpServerRequest request, int status) {
    request
        .body()
        .onSuccess(
            body -> {
              seen.add(
                  new Seen(
                      request.method().name(),
                      request.uri(),
                      MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                      body));
              request.response().setStatusCode(status).end();
            });
  }

  private Seen received() throws InterruptedException {
    return Optional.ofNullable(seen.poll(5, TimeUnit.SECONDS)).orElseThrow();
  }

  private static RunAttempt post(
      HttpServer server,
      Map<String, String> headers,
      Optional<String> payload,
      List<String> secrets) {
    return new RunAttempt(
        UUID.randomUUID(),
        ActionSpec.http("POST", url(server), headers),
        payload,
        secrets,
        Endpoints.TIMEOUT,
        1);
  }

  /** As a receiver does by the specification: any of the signatures may match. */
  private static boolean verifies(Seen call, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
    mac.update((call.headers().get("webhook-id") + ".").getBytes(UTF_8));
    mac.update((call.headers().get("webhook-timestamp") + ".").getBytes(UTF_8));
    byte[] expected = mac.doFinal(call.body().getBytes());
    return Stream.of(call.headers().get("webhook-signature").split(" "))
        .map(signature -> signature.split(",", 2))
        .filter(parts -> parts[0].equals("v1"))
        .anyMatch(parts -> MessageDigest.isEqual(expected, Base64.getDecoder().decode(parts[1])));
  }
}
