package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Keys, tenants, problems and idempotency, as every operation has them. */
@TestInstance(Lifecycle.PER_CLASS)
class FrontDoorTest {
  private final TestNode node =
      TestNode.start(
          Map.of(
              "PUNCTUAL_API_KEYS",
              "boss:boss-key,reader:reader-key:default:read,other:other-key:north,root:root-key::admin"));
  private final Api api = node.api().with("Authorization", "Bearer boss-key");

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void nobodyComesInWithoutAKey() {
    for (Api stranger : new Api[] {node.api(), node.api().with("Authorization", "Bearer wrong")}) {
      Answer answer = stranger.get("/api/v1/staff");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(answer.field("code")).isEqualTo("unauthorized");
    }
    for (String open : new String[] {"/health/live", "/metrics", "/openapi.yaml", "/docs"}) {
      assertThat(node.api().get(open).status()).as(open).isEqualTo(200);
    }
  }

  @Test
  void aReadersKeyReads() {
    Api reader = node.api().with("Authorization", "Bearer reader-key");
    assertThat(reader.get("/api/v1/staff").status()).isEqualTo(200);
    Answer answer = reader.post("/api/v1/groups", "{\"name\":\"G\"}");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.field("code")).isEqualTo("forbidden");
  }

  @Test
  void anAdministratorsKeyReadsAndWrites() {
    Api administrator = node.api().with("Authorization", "Bearer root-key");
    assertThat(administrator.get("/api/v1/staff").status()).isEqualTo(200);
    assertThat(administrator.post("/api/v1/groups", "{\"name\":\"A\"}").status()).isEqualTo(201);
  }

  @Test
  void anotherTenantSeesNothing() {
    Api other = node.api().with("Authorization", "Bearer other-key");
    api.post("/api/v1/groups", "{\"id\":\"mine\",\"name\":\"G\"}");
    String schedule =
        api.post(
                "/api/v1/schedules",
                "{\"staff_group_id\":\"mine\",\"period_begin_date\":\"2026-11-30\"}")
            .field("schedule_id");
    assertThat(other.get("/api/v1/groups/mine").status()).isEqualTo(404);
    assertThat(other.get("/api/v1/groups/mine/resolved-members").status()).isEqualTo(404);
    assertThat(other.delete("/api/v1/groups/mine").status()).isEqualTo(404);
    assertThat(other.get("/api/v1/schedules/" + schedule + "/status").status()).isEqualTo(404);
    assertThat(other.post("/api/v1/groups", "{\"id\":\"mine\",\"name\":\"G\"}").status())
        .isEqualTo(201);
    assertThat(api.finished(schedule).json().at("/failure/code").asText())
        .isEqualTo("no_active_staff");
  }

  @Test
  void everyWrongRequestGetsAProblem() {
    assertProblem(api.get("/nowhere"), 404, "not_found");
    assertProblem(api.delete("/api/v1/staff"), 405, "method_not_allowed");
    assertThat(api.delete("/api/v1/staff").header("Allow")).isEqualTo("GET, HEAD, POST");
    assertProblem(api.post("/api/v1/staff", "{\"name\":"), 400, "malformed_json");
    assertProblem(api.post("/api/v1/staff", "[]"), 422, "validation_failed");
    assertProblem(api.get("/api/v1/staff?limit=0"), 400, "parameter_invalid");
    assertProblem(api.get("/api/v1/staff?limit=1001"), 400, "parameter_invalid");
    for (String path : new String[] {"staff", "groups", "triggers", "counters", "events"}) {
      for (String cursor : new String[] {"%21", "zzz", "enp6enp6eno"}) {
        assertProblem(api.get("/api/v1/" + path + "?cursor=" + cursor), 400, "parameter_invalid");
      }
    }
    assertProblem(
        api.post("/api/v1/staff", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}"),
        413,
        "payload_too_large");
    assertProblem(
        api.with("Content-Type", "text/xml").post("/api/v1/staff", "<a/>"),
        415,
        "unsupported_media_type");
    Answer invalid = api.post("/api/v1/staff", "{\"email\":\"nobody\",\"shoe\":42}");
    assertProblem(invalid, 422, "validation_failed");
    assertThat(invalid.json().path("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/name", "/email", "/shoe");
    Answer tuesday =
        api.post(
            "/api/v1/schedules", "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-12-01\"}");
    assertProblem(tuesday, 422, "validation_failed");
    assertThat(api.post("/api/v1/staff", "null").field("detail")).doesNotStartWith(":");
    assertThat(tuesday.json().at("/errors/0/pointer").asText()).isEqualTo("/period_begin_date");
  }

  @Test
  void theRequestIdIsTheClientsOrOurs() {
    assertThat(api.with("X-Request-Id", "abc-1").get("/nowhere").field("request_id"))
        .isEqualTo("abc-1");
    assertThat(api.with("X-Request-Id", "a b").get("/nowhere").field("request_id")).hasSize(36);
  }

  @Test
  void anIdempotencyKeyIsAnsweredOnce() {
    Api keyed = api.with("Idempotency-Key", "k-1");
    String body = "{\"name\":\"Once\"}";
    Answer first = keyed.post("/api/v1/groups", body);
    Answer again = keyed.post("/api/v1/groups", body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertProblem(keyed.post("/api/v1/groups", "{\"name\":\"No\"}"), 422, "idempotency_key_reused");
  }

  @Test
  void theAddressesOfOneOperationShareTheirKeys() {
    Api keyed = api.with("Idempotency-Key", "k-2");
    String nobody = "{\"driver_ids\":[],\"max_per_driver\":1}";
    Answer first = keyed.post("/assign", nobody);
    Answer again = keyed.post("/api/v1/deliveries/assign?explain=false", nobody);
    assertThat(first.status()).isEqualTo(200);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertProblem(keyed.post("/assign?explain=true", nobody), 422, "idempotency_key_reused");
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.field("code")).isEqualTo(code);
    assertThat(answer.field("request_id")).isNotEmpty();
    assertThat(answer.header("X-Request-Id")).isEqualTo(answer.field("request_id"));
  }
}
