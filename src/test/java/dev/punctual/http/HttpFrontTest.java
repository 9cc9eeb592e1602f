package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds at the door, whatever is asked for. */
@TestInstance(Lifecycle.PER_CLASS)
class HttpFrontTest {
  private static final String LOG =
      "{\"id\":\"%s\",\"name\":\"N\",\"kind\":\"scheduled\","
          + "\"schedule\":{\"every\":\"PT10S\"},\"action\":{\"type\":\"log\"}}";
  private static final String HOST = "Host: localhost\r\n";

  private final FakeTriggerService service = new FakeTriggerService(Map.of());
  private final Api api = service.api();

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void theDocumentationTakesAKeyWhereItIsTold() {
    Map<String, String> settings =
        Map.of("PUNCTUAL_API_KEYS", "a:known", "PUNCTUAL_HTTP_OPEN_DOCS", "false");
    try (FakeTriggerService closed = new FakeTriggerService(settings)) {
      Api known = closed.api().with("Authorization", "Bearer known");
      for (String page :
          List.of(
              "/docs",
              "/docs/",
              "/docs/index.html",
              "/docs//index.html",
              "/%64ocs/index.html",
              "/docs/start.js",
              "/docs/ui/swagger-ui.css",
              "/openapi.yaml")) {
        assertThat(closed.api().get(page).status()).as(page).isEqualTo(401);
        assertThat(known.get(page).status()).as(page).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/", "/docs/index.html"})
  void theDocumentationLetsNoForeignCodeInAndIsNotKept(String page) {
    Answer answer = api.get(page);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("swagger-ui");
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'self'");
    assertThat(answer.header("Cache-Control")).doesNotContain("immutable");
  }

  @Test
  void whoAsksTooEarlyIsToldWhenToComeAgain() {
    Answer notYet = api.get("/health/ready");
    assertThat(notYet.status()).isEqualTo(503);
    assertThat(notYet.header("Retry-After")).isEqualTo("1");
    assertThat(api.get("/health/live").header("Retry-After")).isEmpty();
  }

  @Test
  void aBusyClientTakesNothingFromProbesAndOtherWebhooks() {
    Map<String, String> settings =
        Map.of("PUNCTUAL_API_KEYS", "a:known", "PUNCTUAL_HTTP_RATE_LIMIT", "1");
    try (FakeTriggerService limited = new FakeTriggerService(settings)) {
      Api anybody = limited.api();
      awaitLimit(() -> anybody.get("/openapi.yaml"));
      for (String probe : List.of("/health/live", "/metrics")) {
        assertThat(anybody.get(probe).header("RateLimit")).as(probe).isEmpty();
      }
      Answer refused = awaitLimit(() -> anybody.post("/hooks/busy", "{}"));
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(anybody.post("/hooks/calm", "{}").status()).isEqualTo(202);
      Api known = anybody.with("Authorization", "Bearer known");
      assertThat(known.get("/api/v1/triggers/none").status()).isEqualTo(404);
    }
  }

  private static Answer awaitLimit(Callable<Answer> request) {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(request, answer -> answer.status() == 429);
  }

  @Test
  void whatIsNoHttpGetsAProblemToo() throws IOException {
    String path = "/" + "x".repeat(5_000);
    assertProblem(RawHttp.get(api.base(), path, HOST + "Accept: */*"), 414, "uri_too_long");
    String header = HOST + "X-Long: " + "x".repeat(9_000);
    assertProblem(RawHttp.get(api.base(), "/health/live", header), 431, "headers_too_large");
    for (String wrong : List.of("X-Odd: a\u0001b", "Content-Length: many")) {
      assertProblem(RawHttp.get(api.base(), "/health/live", HOST + wrong), 400, "bad_request");
    }
    assertProblem(RawHttp.get(api.base(), "/health/live", "X-None: 1"), 400, "bad_request");
    assertProblem(
        RawHttp.get(api.base(), "/api/v1/triggers/%zz", HOST + "Accept: */*"), 400, "bad_request");
    assertProblem(RawHttp.send(api.base(), "OPTIONS", "*", HOST + "Accept: */*"), 404, "not_found");
  }

  private static void assertProblem(String answer, int status, String code) {
    assertThat(answer)
        .matches("(?s)HTTP/1\\.[01] " + status + ".*")
        .containsIgnoringCase("\r\ncontent-type: application/problem+json\r\n")
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain("\"request_id\":\"\"");
    String id = answer.replaceAll("(?s).*\"request_id\":\"([^\"]*)\".*", "$1");
    assertThat(answer).containsIgnoringCase("\r\nx-request-id: " + id + "\r\n");
  }

  @Test
  void ifMatchMayListSeveralTags() {
    api.post("/api/v1/triggers", LOG.formatted("listed"));
    String change = "{\"name\":\"M\"}";
    Api stale = api.with("If-Match", "\"7\", \"8\"");
    assertThat(stale.patch("/api/v1/triggers/listed", change).status()).isEqualTo(412);
    Api listing = api.with("If-Match", "\"7\", \"x\",\"1\"");
    assertThat(listing.patch("/api/v1/triggers/listed", change).status()).isEqualTo(200);
    Answer empty = api.with("If-Match", "").patch("/api/v1/triggers/listed", change);
    assertThat(empty.field("code")).isEqualTo("header_invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/docs",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/openapi.yaml",
        "/api/v1/triggers/read",
        "/api/v1/triggers/none"
      })
  void headIsGetWithoutTheBody(String path) {
    api.post("/api/v1/triggers", LOG.formatted("read"));
    Answer get = api.get(path);
    Answer head = api.send("HEAD", path, "");
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.text()).isEmpty();
    assertThat(head.header("Content-Length").isEmpty()).isEqualTo(get.text().isEmpty());
    assertThat(head.headers().map().keySet()).containsAll(namesWithout("content-length", get));
    for (String same : List.of("Content-Type", "ETag", "Cache-Control", "Location")) {
      assertThat(head.header(same)).as(same).isEqualTo(get.header(same));
    }
  }

  private static Set<String> namesWithout(String name, Answer answer) {
    Set<String> names = new HashSet<>(answer.headers().map().keySet());
    names.remove(name);
    return names;
  }

  @CsvSource(
      delimiter = '|',
      value = {
        "/|GET, HEAD",
        "/docs|GET, HEAD",
        "/health/live|GET, HEAD",
        "/api/v1/events/stream|GET",
        "/api/v1/triggers|GET, HEAD, POST"
      })
  @ParameterizedTest
  void aWrongMethodIsToldTheRightOnes(String path, String methods) {
    Answer answer = api.delete(path);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo(methods);
  }

  @Test
  void aStreamHasNoHead() {
    Answer answer = api.send("HEAD", "/api/v1/events/stream", "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "https://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "null"
      })
  void withoutKeysNoForeignPageComesIn(String origin) {
    Answer answer = api.with("Origin", origin).post("/api/v1/triggers", LOG.formatted("foreign"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.field("code")).isEqualTo("foreign_origin");
    assertThat(api.get("/api/v1/triggers/foreign").status()).isEqualTo(404);
    for (String open : List.of("/health/live", "/metrics")) {
      assertThat(api.with("Origin", origin).get(open).status()).isEqualTo(200);
    }
    assertThat(api.with("Origin", origin).post("/hooks/t", "{}").status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:8080",
        "https://a.localhost"
      })
  void withoutKeysThisMachinesPagesComeIn(String origin) {
    assertThat(api.with("Origin", origin).get("/api/v1/triggers").status()).isEqualTo(200);
  }

  @Test
  void withoutKeysNoForeignNameLeadsHere() throws IOException {
    String path = "/api/v1/triggers";
    for (String host : List.of("localhost:1", "a.localhost", "127.0.0.2", "[::1]:8080")) {
      assertThat(RawHttp.get(api.base(), path, "Host: " + host)).startsWith("HTTP/1.1 200");
    }
    assertThat(RawHttp.get(api.base(), path, "Host: evil.example:8080"))
        .startsWith("HTTP/1.1 403")
        .contains("foreign_origin");
    assertThat(RawHttp.get(api.base(), "/health/live", "Host: 10.0.0.7"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void thePublicUrlIsOnesOwn() throws IOException {
    Map<String, String> settings = Map.of("PUNCTUAL_HTTP_PUBLIC_URL", "https://rota.example");
    try (FakeTriggerService known = new FakeTriggerService(settings)) {
      String path = "/api/v1/triggers";
      assertThat(
              RawHttp.get(
                  known.api().base(), path, "Host: rota.example\r\nOrigin: https://rota.example"))
          .startsWith("HTTP/1.1 200");
      for (String origin : List.of("http://rota.example", "https://rota.example:8443")) {
        assertThat(known.api().with("Origin", origin).get(path).status()).isEqualTo(403);
      }
    }
  }
}
