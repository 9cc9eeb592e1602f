package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.util.List;

/** Asks every operation of call scheduling. */
final class CallConversation {
  private static final String BATCH =
      "[{\"name\":\"A\",\"phone\":\"212-555-5555\"},{\"name\":\"B\",\"phone\":\"555-5555\"}]";

  private final Api api;
  private final ContractCheck check;

  CallConversation(Api api, ContractCheck check) {
    this.api = api;
    this.check = check;
  }

  void hold() {
    policies();
    Answer planned = api.post("/schedule?customer=c", BATCH);
    check.ask("schedule", planned, 200);
    JsonNode rejected = planned.json().path(1);
    for (String field : List.of("tz", "scheduled", "scheduled_task_id")) {
      assertThat(rejected.get(field)).as(field).isEqualTo(NullNode.getInstance());
    }
    check.ask("schedule", api.post("/schedule", "[]"), 422);
    check.ask("scheduleCalls", api.post("/api/v1/calls/schedule?customer=c", BATCH), 200);
    JsonNode call = planned.json().path(0);
    String path = "/api/v1/calls/" + call.path("scheduled_task_id").asText();
    check.ask("listCalls", api.get("/api/v1/calls?customer=c&limit=1"), 200);
    check.ask("getCall", api.get(path), 200);
    check.ask("getCall", api.get("/api/v1/calls/none"), 404);
    String sameTime = "{\"scheduled\":\"%s\"}".formatted(call.path("scheduled").asText());
    check.ask("patchCall", api.patch(path, sameTime), 200);
    check.ask("patchCall", api.patch(path, "{\"scheduled\":\"2020-01-01T12:00:00Z\"}"), 422);
    check.ask("patchCall", api.patch(path, "{\"scheduled\":\"soon\"}"), 422);
    check.ask(
        "getTrigger", api.get("/api/v1/triggers/" + call.path("scheduled_task_id").asText()), 200);
    check.ask("deleteCall", api.delete(path), 204);
    check.ask("deleteCall", api.delete(path), 404);
  }

  private void policies() {
    String path = "/api/v1/call-policies/other";
    check.ask("getCallPolicy", api.get(path), 200);
    Answer saved =
        api.put(
            path,
            """
            {"windows":[{"days":["MONDAY"],"from":"09:00","to":"24:00"}],"max_calls_per_hour":100,
             "lines":10,"mean_call_minutes":2.5,"horizon_days":14,"explicit_time":"override",
             "exclude_dates":["2026-12-25"],"default_region":"GB",
             "retry":{"max_attempts":2,"spacing":"PT1M"},"endpoint":"https://example.com/call"}""");
    check.ask("putCallPolicy", saved, 200);
    assertThat(saved.field("signing_secret")).startsWith("whsec_");
    Answer read = api.get(path);
    check.ask("getCallPolicy", read, 200);
    assertThat(read.json().path("windows").toString())
        .isEqualTo("[{\"days\":[\"MONDAY\"],\"from\":\"09:00\",\"to\":\"24:00\"}]");
    assertThat(read.json().path("mean_call_minutes").asDouble()).isEqualTo(2.5);
    assertThat(read.text()).doesNotContain("whsec_");
    policiesAsPeopleWriteThem(path);
    check.ask("putCallPolicy", api.put(path, "{\"windows\":[]}"), 422);
    check.ask("putCallPolicy", api.put(path, "{\"exclude_dates\":[\"2026-13-01\"]}"), 422);
    check.ask("deleteCallPolicy", api.delete(path), 204);
    check.ask("deleteCallPolicy", api.delete(path), 404);
  }

  private void policiesAsPeopleWriteThem(String path) {
    Answer saved =
        api.put(
            path,
            """
            {"windows":[{"days":["Mon","TUE","wednesday","Thursday"],"from":"9:00","to":"17:30:00"},
                        {"from":"09:00:00","to":"24:00:00"}],
             "mean_call_minutes":0.33}""");
    check.ask("putCallPolicy", saved, 200);
    Answer read = api.get(path);
    check.ask("getCallPolicy", read, 200);
    assertThat(read.json().path("windows").path(0).toString())
        .isEqualTo(
            "{\"days\":[\"MONDAY\",\"TUESDAY\",\"WEDNESDAY\",\"THURSDAY\"],"
                + "\"from\":\"09:00\",\"to\":\"17:30\"}");
    assertThat(read.json().path("windows").path(1).path("days")).hasSize(7);
    assertThat(read.json().path("windows").path(1).path("to").asText()).isEqualTo("24:00");
    assertThat(read.json().path("mean_call_minutes").asText()).isEqualTo("0.33");
    for (String window :
        List.of(
            "{\"days\":[],\"from\":\"09:00\",\"to\":\"17:00\"}",
            "{\"days\":[\"MO\"],\"from\":\"09:00\",\"to\":\"17:00\"}",
            "{\"from\":\"09:00:30\",\"to\":\"17:00\"}")) {
      check.ask("putCallPolicy", api.put(path, "{\"windows\":[" + window + "]}"), 422);
    }
  }
}
