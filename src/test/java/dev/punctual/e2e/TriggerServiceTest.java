package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.EventFollower;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.WebhookSink;
import dev.punctual.testkit.WebhookSink.Delivery;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Trigger Service as its clients meet it. */
@TestInstance(Lifecycle.PER_CLASS)
class TriggerServiceTest {
  private static final String TRIGGERS = "/api/v1/triggers";

  private final TestNode node = TestNode.start(Map.of());
  private final Api api = node.api();
  private final EventFollower lingering = EventFollower.of(api);

  @AfterAll
  void stop() {
    lingering.close();
    node.close();
  }

  @Test
  void askingAgainWithTheSameKeyCreatesOnce() {
    Api keyed = api.with("Idempotency-Key", "once");
    String body = scheduled("\"name\": \"Once\"", "{\"every\": \"P1D\"}");
    Answer first = keyed.post(TRIGGERS, body);
    Answer again = keyed.post(TRIGGERS, body);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(api.all(TRIGGERS + "?q=once")).hasSize(1);
  }

  @Test
  void aStaleChangeIsRefused() {
    String path = create(scheduled("\"id\": \"etag\", \"name\": \"E\"", "{\"every\": \"P1D\"}"));
    Answer read = api.get(path);
    Api stale = api.with("If-Match", read.header("ETag"));
    assertThat(api.with("If-None-Match", read.header("ETag")).get(path).status()).isEqualTo(304);
    assertThat(stale.patch(path, "{\"name\": \"F\"}").status()).isEqualTo(200);
    assertThat(stale.patch(path, "{\"name\": \"G\"}").field("code"))
        .isEqualTo("precondition_failed");
    assertThat(stale.put(path, read.text()).status()).isEqualTo(412);
    assertThat(stale.delete(path).status()).isEqualTo(412);
    for (String action : List.of("/pause", "/resume", "/rotate-secret", "/test-run")) {
      assertThat(stale.post(path + action, "").status()).as(action).isEqualTo(412);
    }
    assertThat(api.with("If-Match", api.get(path).header("ETag")).delete(path).status())
        .isEqualTo(204);
  }

  @Test
  void aPatchPutsOffWhatHappensOnce() {
    String path = create(scheduled("\"name\": \"Tea\"", "{\"at\": \"2030-01-01T00:00:00Z\"}"));
    Answer patched = api.patch(path, "{\"schedule\": {\"in\": \"P1D\"}}");
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(Instant.parse(patched.json().at("/schedule/at").asText()))
        .isBefore(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Test
  void whatWasReadCanBePutBack() {
    for (String definition :
        List.of(
            scheduled("\"id\": \"rate\", \"name\": \"R\"", "{\"every\": \"PT90M\"}"),
            scheduled(
                "\"id\": \"cron\", \"name\": \"C\", \"labels\": {\"a\": \"b\"}",
                "{\"cron\": \"0 9 * * MON-FRI\", \"timezone\": \"Europe/Berlin\"}"),
            scheduled("\"id\": \"soon\", \"name\": \"S\"", "{\"in\": \"P2D\"}"),
            """
            {"id": "hook", "name": "H", "kind": "api", "payload": {"n": 1.50},
             "json_schema": {"type": "object", "required": ["n"]}, "action": {"type": "http"}}""")) {
      String path = create(definition);
      Answer read = api.get(path);
      Answer written = api.put(path, read.text());
      assertThat(written.status()).as(written.text()).isEqualTo(200);
      assertThat(withoutUpdate(written)).isEqualTo(withoutUpdate(read));
    }
  }

  private static JsonNode withoutUpdate(Answer answer) {
    return ((ObjectNode) answer.json()).without("updated_at");
  }

  @Test
  void theSecretIsShownOnceAndTheOldOneSignsForAWhile() throws Exception {
    try (WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      Answer created =
          api.post(
              TRIGGERS,
              """
              {"id": "signed", "name": "S", "kind": "api",
               "action": {"type": "http", "url": "%s"}}"""
                  .formatted(sink.url()));
      String old = created.field("signing_secret");
      assertThat(old).startsWith("whsec_");
      assertThat(api.get(TRIGGERS + "/signed").text()).doesNotContain("whsec_");
      String hook = URI.create(created.field("webhook_url")).getPath();
      String event = api.post(hook, "{\"n\": 1}").field("event_id");
      Delivery first = delivery(sink, 0);
      assertThat(first.webhookId()).isEqualTo(event);
      assertThat(first.body()).isEqualTo("{\"n\": 1}");
      assertThat(first.signature()).isEqualTo(signature(old, first));

      String renewed = api.post(TRIGGERS + "/signed/rotate-secret", "").field("signing_secret");
      assertThat(renewed).startsWith("whsec_").isNotEqualTo(old);
      api.post(hook, "{\"n\": 2}");
      Delivery second = delivery(sink, 1);
      assertThat(second.signature().split(" "))
          .containsExactlyInAnyOrder(signature(renewed, second), signature(old, second));
    }
  }

  private static Delivery delivery(WebhookSink sink, int index) {
    within(10).until(() -> sink.count() > index);
    return sink.deliveries().get(index);
  }

  /** As a receiver computes it from the specification. */
  private static String signature(String secret, Delivery delivery)
      throws GeneralSecurityException {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = delivery.webhookId() + "." + delivery.timestamp() + "." + delivery.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anImportReplacesWhatExistsAndKeepsTheGoodRows() {
    create(scheduled("\"id\": \"old\", \"name\": \"Old\"", "{\"every\": \"P1D\"}"));
    String rows =
        "[%s, %s, %s]"
            .formatted(
                scheduled("\"id\": \"old\", \"name\": \"New\"", "{\"every\": \"P1D\"}"),
                scheduled("\"id\": \"fresh\", \"name\": \"F\"", "{\"every\": \"P1D\"}"),
                scheduled("\"id\": \"bad\", \"name\": \"B\"", "{\"cron\": \"61 * * * *\"}"));
    Answer refused = api.post(TRIGGERS + "/import?upsert=true", rows);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(api.get(TRIGGERS + "/fresh").status()).isEqualTo(404);

    Answer imported = api.post(TRIGGERS + "/import?upsert=true&mode=partial", rows);
    assertThat(imported.status()).as(imported.text()).isEqualTo(200);
    assertThat(imported.field("created")).isEqualTo("1");
    assertThat(imported.field("updated")).isEqualTo("1");
    assertThat(imported.field("failed")).isEqualTo("1");
    assertThat(imported.json().at("/errors/0/pointer").asText()).isEqualTo("/2/schedule/cron");
    assertThat(api.get(TRIGGERS + "/old").field("name")).isEqualTo("New");
    assertThat(api.get(TRIGGERS + "/bad").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "skip  | first | 2026-03-28 | 2026-03-28T01:30:00Z 2026-03-30T00:30:00Z*",
        "shift | first | 2026-03-28 | 2026-03-28T01:30:00Z 2026-03-29T01:30:00Z*",
        "shift | first | 2026-10-25 | 2026-10-25T00:30:00Z* 2026-10-26T01:30:00Z",
        "shift | both  | 2026-10-25 | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z*"
      })
  void aPreviewShowsWhatTheClocksDoInBerlin(
      String gap, String overlap, String from, String expected) {
    Answer preview =
        api.post(
            TRIGGERS + "/preview",
            """
            {"schedule": {"cron": "30 2 * * *", "timezone": "Europe/Berlin",
              "dst": {"gap": "%s", "overlap": "%s"}}, "from": "%sT00:00:00Z", "count": 2}"""
                .formatted(gap, overlap, from));
    List<String> firings = new ArrayList<>();
    preview
        .json()
        .path("data")
        .forEach(
            due -> firings.add(due.path("scheduled_for").asText() + (due.has("note") ? "*" : "")));
    assertThat(String.join(" ", firings)).as(preview.text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/schedule/at       | {\"at\": \"2020-01-01T00:00:00Z\"}",
        "/schedule          | {\"at\": \"2030-01-01T00:00:00Z\", \"in\": \"PT1H\"}",
        "/schedule/every    | {\"every\": \"PT0.05S\"}",
        "/schedule/cron     | {\"cron\": \"61 * * * *\"}",
        "/schedule/cron     | {\"cron\": \"0 0 30 2 *\"}",
        "/schedule/timezone | {\"cron\": \"0 9 * * *\", \"timezone\": \"Mars/Base\"}",
        "/schedule/end_at   | {\"every\": \"PT1S\", \"start_at\": \"2030-01-02T00:00:00Z\","
            + " \"end_at\": \"2030-01-01T00:00:00Z\"}"
      })
  void aScheduleThatCannotBeMeantIsRefused(String pointer, String schedule) {
    assertRefused(pointer, scheduled("\"name\": \"N\"", schedule));
  }

  @Test
  void aJsonSchemaThatIsNoneIsRefused() {
    assertRefused(
        "/json_schema/type",
        """
        {"name": "N", "kind": "api", "json_schema": {"type": "objekt"},
         "action": {"type": "log"}}""");
  }

  private void assertRefused(String pointer, String definition) {
    Answer refused = api.post(TRIGGERS, definition);
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.field("code")).isEqualTo("validation_failed");
    assertThat(refused.json().path("errors").findValuesAsText("pointer")).containsOnly(pointer);
  }

  @Test
  void theStreamGoesOnWhereItWasCutOff() {
    String hook =
        URI.create(
                api.post(
                        TRIGGERS,
                        """
                        {"id": "streamed", "name": "S", "kind": "api",
                         "action": {"type": "log"}}""")
                    .field("webhook_url"))
            .getPath();
    String last;
    try (EventFollower follower = EventFollower.of(api)) {
      within(10)
          .until(
              () -> {
                api.post(hook, "{}");
                return !follower.ids().isEmpty();
              });
      List<String> live = fire(hook, 5);
      within(10).until(() -> follower.ids().containsAll(live));
      List<String> heard = follower.ids();
      last = heard.get(heard.size() - 1);
    }
    List<String> missed = fire(hook, 5);
    try (EventFollower follower = EventFollower.of(api.with("Last-Event-ID", last))) {
      within(10).until(() -> follower.ids().containsAll(missed));
      List<String> next = fire(hook, 5);
      within(10).until(() -> follower.ids().containsAll(next));
    }
  }

  private List<String> fire(String hook, int times) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      events.add(api.post(hook, "{}").field("event_id"));
    }
    return events;
  }

  @Test
  void aStreamTellsThatItLives() {
    within(20).until(() -> lingering.lines().contains(":"));
  }

  private String create(String definition) {
    Answer created = api.post(TRIGGERS, definition);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.header("Location");
  }

  private static String scheduled(String fields, String schedule) {
    return "{%s, \"kind\": \"scheduled\", \"schedule\": %s, \"action\": {\"type\": \"log\"}}"
        .formatted(fields, schedule);
  }

  private static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }
}
