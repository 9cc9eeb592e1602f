package dev.punctual.e2e;

import static dev.punctual.e2e.CallServiceTest.event;
import static dev.punctual.e2e.CallServiceTest.planned;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Calls and the triggers that they stand behind, over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class CallTriggersTest {
  private static final String DEFINITION =
      """
      {"name":"x","kind":"scheduled","schedule":{"in":"PT1H"},"action":{"type":"log"}}""";

  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();

  @BeforeAll
  void letCallsGoOutAtAnyTime() {
    Answer saved = api.put("/api/v1/call-policies/c", "{\"explicit_time\":\"override\"}");
    assertThat(saved.status()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void aCallsTriggerIsReadButChangedWithItsCallOnly() {
    JsonNode call = planned(api, "c", "A", inAnHour());
    String id = call.path("scheduled_task_id").asText();
    String trigger = "/api/v1/triggers/" + id;
    for (Answer refused :
        List.of(
            api.put(trigger, DEFINITION),
            api.patch(trigger, "{\"name\":\"x\"}"),
            api.patch(trigger, "{\"action\":{\"type\":\"log\"}}"),
            api.post(trigger + "/pause", ""),
            api.post(trigger + "/resume", ""),
            api.post(trigger + "/test-run", "{}"),
            api.delete(trigger))) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(409);
      assertThat(refused.field("code")).isEqualTo("managed_by_call");
      assertThat(refused.field("detail")).contains("/api/v1/calls/" + id);
    }

    Answer imported =
        api.post(
            "/api/v1/triggers/import?upsert=true",
            "[" + DEFINITION.replaceFirst("\\{", "{\"id\":\"" + id + "\",") + "]");
    assertThat(imported.status()).as(imported.text()).isEqualTo(422);
    assertThat(imported.text()).contains("belongs to a planned call");

    JsonNode read = api.get(trigger).json();
    assertThat(read.path("enabled").asBoolean()).isTrue();
    assertThat(read.path("schedule").path("at")).isEqualTo(call.path("scheduled"));
    assertThat(api.delete("/api/v1/calls/" + id).status()).isEqualTo(204);
    assertThat(api.get(trigger).status()).isEqualTo(404);
  }

  @Test
  void aCallThatHasGoneOutTellsItsOutcomeAndIsNotCancelled() {
    JsonNode call = planned(api, "c", "A", Instant.now().plusSeconds(1));
    String path = "/api/v1/calls/" + call.path("scheduled_task_id").asText();
    JsonNode event = event(api, call);

    JsonNode read = api.get(path).json();
    assertThat(read.path("outcome")).as(read.toString()).isEqualTo(event.path("status"));
    assertThat(read.path("event_id")).isEqualTo(event.path("id"));
    Answer refused = api.delete(path);
    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.field("code")).isEqualTo("call_due");
  }

  private static Instant inAnHour() {
    return Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
  }
}
