package dev.punctual.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Something of everything that the API offers, asked of one node. */
final class Features {
  private Features() {}

  static void prepare(Api api) {
    created(api, "/api/v1/groups", "{\"id\": \"team\", \"name\": \"Team\"}");
    for (String id : new String[] {"ann", "bob"}) {
      created(
          api,
          "/api/v1/staff",
          "{\"id\": \"%s\", \"name\": \"N\", \"email\": \"%s@example.com\"}".formatted(id, id));
      assertThat(api.put("/api/v1/groups/team/members/" + id, "").status()).isLessThan(300);
    }
    Answer drivers = api.post("/api/v1/drivers/import", "[{\"driver_id\": \"d\", \"rules\": []}]");
    assertThat(drivers.status()).as(drivers.text()).isEqualTo(200);
  }

  static void answerThrough(Api api) {
    assertThat(api.get("/api/v1/groups/team/members").json().path("data")).hasSize(2);
    roster(api);
    scheduledTrigger(api);
    webhook(api);
    call(api);
    assertThat(api.get("/api/v1/drivers").json().path("data")).hasSize(1);
    answers(api, "/assign", "{\"driver_ids\": [\"d\"], \"max_per_driver\": 1}", 200);
    for (String list : new String[] {"staff", "deliveries", "counters", "events/summary"}) {
      assertThat(api.get("/api/v1/" + list).status()).as(list).isEqualTo(200);
    }
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  private static void roster(Api api) {
    Answer asked =
        api.post(
            "/api/v1/schedules",
            "{\"staff_group_id\": \"team\", \"period_begin_date\": \"2030-01-07\"}");
    assertThat(asked.status()).as(asked.text()).isEqualTo(202);
    assertThat(api.finished(asked.field("schedule_id")).field("status")).isEqualTo("COMPLETED");
  }

  private static void scheduledTrigger(Api api) {
    String id = "through-" + UUID.randomUUID();
    created(
        api,
        "/api/v1/triggers",
        """
        {"id": "%s", "name": "Through", "kind": "scheduled", "schedule": {"every": "PT0.5S"},
         "action": {"type": "log"}}"""
            .formatted(id));
    logged(api, id);
    assertThat(api.delete("/api/v1/triggers/" + id).status()).isEqualTo(204);
  }

  private static void webhook(Api api) {
    String id = "hook-" + UUID.randomUUID();
    Answer hook =
        created(
            api,
            "/api/v1/triggers",
            """
            {"id": "%s", "name": "Hook", "kind": "api", "json_schema": {"type": "object"},
             "action": {"type": "log"}}"""
                .formatted(id));
    answers(api, URI.create(hook.field("webhook_url")).getPath(), "{}", 202);
    logged(api, id);
  }

  private static void call(Api api) {
    String customer = "c-" + UUID.randomUUID();
    Answer planned =
        answers(
            api,
            "/schedule?customer=" + customer,
            "[{\"name\": \"A\", \"phone\": \"212-555-5555\"}]",
            200);
    String task = planned.json().at("/0/scheduled_task_id").asText();
    assertThat(api.get("/api/v1/calls/" + task).status()).as(planned.text()).isEqualTo(200);
  }

  private static void logged(Api api, String trigger) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> !api.get("/api/v1/events?trigger_id=" + trigger).json().path("data").isEmpty());
  }

  private static Answer created(Api api, String path, String body) {
    return answers(api, path, body, 201);
  }

  private static Answer answers(Api api, String path, String body, int status) {
    Answer answer = api.post(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }
}
