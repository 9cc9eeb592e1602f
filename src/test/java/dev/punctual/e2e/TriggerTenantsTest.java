package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.EventFollower;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.WebhookSink;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The Trigger Service where keys are configured: others may share it. */
@TestInstance(Lifecycle.PER_CLASS)
class TriggerTenantsTest {
  private static final String COUNT =
      """
      {"id": "%s", "name": "N", "kind": "scheduled", "schedule": {"every": "PT0.2S"},
       "action": {"type": "counter", "counter": "shared-name"}}""";

  private final TestNode node =
      TestNode.start(Map.of("PUNCTUAL_API_KEYS", "boss:boss-key,other:other-key:north"));
  private final Api boss = node.api().with("Authorization", "Bearer boss-key");
  private final Api other = node.api().with("Authorization", "Bearer other-key");

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    try (EventFollower mine = EventFollower.of(boss);
        EventFollower theirs = EventFollower.of(other)) {
      assertThat(boss.post("/api/v1/triggers", COUNT.formatted("mine")).status()).isEqualTo(201);
      within(10).until(() -> mine.ids().size() >= 3);
      String event = mine.ids().get(0);
      assertThat(boss.get("/api/v1/events/" + event).status()).isEqualTo(200);

      for (String one :
          List.of(
              "/api/v1/triggers/mine",
              "/api/v1/triggers/mine/upcoming",
              "/api/v1/events/" + event,
              "/api/v1/counters/shared-name")) {
        assertThat(other.get(one).status()).as(one).isEqualTo(404);
      }
      for (String list :
          List.of(
              "/api/v1/triggers",
              "/api/v1/upcoming",
              "/api/v1/events",
              "/api/v1/events?trigger_id=mine",
              "/api/v1/events/summary",
              "/api/v1/counters")) {
        assertThat(boss.get(list).json().path("data")).as(list).isNotEmpty();
        assertThat(other.get(list).json().path("data")).as(list).isEmpty();
      }
      for (String command :
          List.of(
              "/api/v1/triggers/mine/pause",
              "/api/v1/triggers/mine/test-run",
              "/api/v1/events/" + event + "/replay")) {
        assertThat(other.post(command, "").status()).as(command).isEqualTo(404);
      }
      assertThat(other.delete("/api/v1/triggers/mine").status()).isEqualTo(404);

      assertThat(other.post("/api/v1/triggers", COUNT.formatted("mine")).status()).isEqualTo(201);
      within(10).until(() -> theirs.ids().size() >= 3);
      List<String> own =
          other.all("/api/v1/events").stream().map(row -> row.path("id").asText()).toList();
      assertThat(own).containsAll(theirs.ids()).doesNotContain(event);
      assertThat(other.get("/api/v1/counters/shared-name").json().path("value").asInt())
          .isLessThan(boss.get("/api/v1/counters/shared-name").json().path("value").asInt());
    }
  }

  @Test
  void aPrivateAddressIsRefusedWhenItIsCalledAndTheEventSaysSo() {
    try (WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      Answer created =
          boss.post(
              "/api/v1/triggers",
              """
              {"id": "inside", "name": "N", "kind": "api",
               "action": {"type": "http", "url": "%s"}}"""
                  .formatted(sink.url()));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      String hook = URI.create(created.field("webhook_url")).getPath();
      String event = node.api().post(hook, "{}").field("event_id");
      Answer ended =
          within(10)
              .until(
                  () -> boss.get("/api/v1/events/" + event),
                  answer -> answer.status() == 200 && !answer.field("status").equals("running"));
      assertThat(ended.field("status")).isEqualTo("failure");
      assertThat(ended.field("note")).contains("not open").contains("trigger.outbound.allow");
      assertThat(ended.json().path("attempt_log")).as("tried again").hasSize(1);
      assertThat(sink.count()).isZero();
    }
  }

  private static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }
}
