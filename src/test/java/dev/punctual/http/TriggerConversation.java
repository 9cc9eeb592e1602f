package dev.punctual.http;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;

/** Asks every operation of the Trigger Service and holds its answer against the contract. */
final class TriggerConversation {
  static final Set<String> TAGS = Set.of("Triggers", "Events", "Webhooks");

  private final Api api;
  private final ContractCheck check;

  TriggerConversation(Api api, ContractCheck check) {
    this.api = api;
    this.check = check;
  }

  void hold() {
    definitions();
    events(firings());
    check.ask("deleteTrigger", api.delete("/api/v1/triggers/t"), 204);
  }

  private void definitions() {
    String scheduled =
        """
        {"id":"t","name":"T","kind":"scheduled","schedule":{"cron":"0 9 * * *"},
         "action":{"type":"http"},"payload":{"a":[1,null]},"labels":{"team":"x"}}""";
    check.ask("createTrigger", api.post("/api/v1/triggers", scheduled), 201);
    check.ask("createTrigger", api.post("/api/v1/triggers", "{}"), 422);
    String hook =
        """
        {"id":"h","name":"H","kind":"api","json_schema":{"type":"object"},
         "action":{"type":"counter","counter":"orders.total"}}""";
    check.ask("createTrigger", api.post("/api/v1/triggers", hook), 201);
    check.ask("listTriggers", api.get("/api/v1/triggers?kind=api&label=team:x"), 200);
    check.ask("getTrigger", api.get("/api/v1/triggers/t"), 200);
    check.ask("getTrigger", api.get("/api/v1/triggers/none"), 404);
    String etag = "W/" + api.get("/api/v1/triggers/t").header("ETag");
    check.ask("getTrigger", api.with("If-None-Match", etag).get("/api/v1/triggers/t"), 304);
    check.ask("replaceTrigger", api.put("/api/v1/triggers/t", scheduled), 200);
    check.ask("patchTrigger", api.patch("/api/v1/triggers/t", "{\"name\":\"U\"}"), 200);
    check.ask("pauseTrigger", api.post("/api/v1/triggers/t/pause", ""), 200);
    check.ask("resumeTrigger", api.post("/api/v1/triggers/t/resume", ""), 200);
    check.ask("rotateSecret", api.post("/api/v1/triggers/t/rotate-secret", ""), 200);
    check.ask(
        "importTriggers", api.post("/api/v1/triggers/import?upsert=true", "[" + hook + "]"), 200);
    check.ask("importTriggers", api.post("/api/v1/triggers/import", "[{}]"), 422);
  }

  /** Answers the id of an event. */
  private String firings() {
    Answer fired = api.post("/api/v1/triggers/h/test-run", "");
    check.ask("testTrigger", fired, 202);
    check.ask(
        "testDefinition",
        api.post(
            "/api/v1/triggers/test-run",
            "{\"name\":\"N\",\"kind\":\"scheduled\",\"action\":{\"type\":\"log\"}}"),
        202);
    check.ask(
        "previewSchedule",
        api.post("/api/v1/triggers/preview", "{\"schedule\":{\"every\":\"PT1S\"},\"count\":2}"),
        200);
    check.ask("upcomingOfTrigger", api.get("/api/v1/triggers/h/upcoming?limit=3"), 200);
    check.ask("listUpcoming", api.get("/api/v1/upcoming?until=2026-12-01T00:00:00Z"), 200);
    String hook = URI.create(api.get("/api/v1/triggers/h").field("webhook_url")).getPath();
    check.ask("acceptPayload", api.post(hook, "{\"a\":1}"), 202);
    check.ask("acceptPayload", api.post(hook, "{"), 400);
    String event = fired.field("event_id");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> api.get("/api/v1/events/" + event).field("status").equals("success"));
    check.ask("listCounters", api.get("/api/v1/counters"), 200);
    check.ask("getCounter", api.get("/api/v1/counters/orders.total"), 200);
    return event;
  }

  private void events(String event) {
    check.ask("listEvents", api.get("/api/v1/events?source=manual-test"), 200);
    check.ask("getEvent", api.get("/api/v1/events/" + event), 200);
    check.ask("getEvent", api.get("/api/v1/events/no-uuid"), 404);
    check.ask("summariseEvents", api.get("/api/v1/events/summary"), 200);
    check.ask("replayEvent", api.post("/api/v1/events/" + event + "/replay", ""), 202);
    check.ask("replayEvents", api.post("/api/v1/events/replay", "{\"dry_run\":true}"), 200);
    check.ask("streamEvents", api.get("/api/v1/events/stream?status=none"), 400);
  }
}
