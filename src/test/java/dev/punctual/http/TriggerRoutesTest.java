package dev.punctual.http;

import static dev.punctual.http.FakeTriggerService.EVENT;
import static dev.punctual.http.FakeTriggerService.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Position;
import dev.punctual.trigger.api.EventApi.ReplayEvents;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.CreateTrigger;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.TestTrigger;
import dev.punctual.trigger.domain.EventStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(Lifecycle.PER_CLASS)
class TriggerRoutesTest {
  private static final String HTTP =
      "{\"id\":\"%s\",\"name\":\"N\",\"kind\":\"api\",\"action\":{\"type\":\"http\"},"
          + "\"labels\":{\"a\":\"1\",\"b\":\"2\"}}";
  private static final String LOG =
      "{\"id\":\"%s\",\"name\":\"N\",\"kind\":\"scheduled\","
          + "\"schedule\":{\"every\":\"PT10S\"},\"action\":{\"type\":\"log\"}}";

  private final FakeTriggerService service = new FakeTriggerService(Map.of());
  private final Api api = service.api();

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void theSecretIsShownOnceAndNeverCached() {
    Answer created = api.post("/api/v1/triggers", HTTP.formatted("secret"));
    assertThat(created.field("signing_secret")).isEqualTo(SECRET);
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    assertThat(created.header("Location")).isEqualTo("/api/v1/triggers/secret");
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    Answer read = api.get("/api/v1/triggers/secret");
    assertThat(read.json().has("signing_secret")).isFalse();
    assertThat(api.post("/api/v1/triggers/secret/rotate-secret", "").header("Cache-Control"))
        .isEqualTo("no-store");
  }

  @Test
  void askingAgainWithTheSameKeyCreatesOnce() {
    Api keyed = api.with("Idempotency-Key", "create-once");
    Answer first = keyed.post("/api/v1/triggers", LOG.formatted("once"));
    Answer again = keyed.post("/api/v1/triggers", LOG.formatted("once"));
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void whatWasReadCanBePutBack() {
    api.post("/api/v1/triggers", HTTP.formatted("back"));
    Answer read = api.get("/api/v1/triggers/back");
    Answer written =
        api.with("If-Match", read.header("ETag")).put("/api/v1/triggers/back", read.text());
    assertThat(written.status()).isEqualTo(200);
    assertThat(written.json()).isEqualTo(read.json());
    Answer stale =
        api.with("If-Match", read.header("ETag")).put("/api/v1/triggers/back", read.text());
    assertThat(stale.status()).isEqualTo(412);
    ObjectNode other = (ObjectNode) read.json();
    other.put("id", "other");
    assertThat(api.put("/api/v1/triggers/back", other.toString()).status()).isEqualTo(422);
  }

  @Test
  void aPatchMergesAndLeavesTheRest() {
    api.post("/api/v1/triggers", HTTP.formatted("patch"));
    Answer patched =
        api.patch(
            "/api/v1/triggers/patch",
            "{\"name\":\"M\",\"labels\":{\"a\":null,\"c\":\"3\"},\"retry\":{\"max_attempts\":2}}");
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.field("name")).isEqualTo("M");
    assertThat(patched.json().path("labels")).hasToString("{\"b\":\"2\",\"c\":\"3\"}");
    assertThat(patched.json().at("/retry/max_attempts").asInt()).isEqualTo(2);
    assertThat(patched.json().at("/retry/initial").asText()).isEqualTo("PT1S");
    assertThat(patched.json().at("/action/method").asText()).isEqualTo("GET");
  }

  @Test
  void aPatchIsHeldAgainstTheWholeDefinition() {
    api.post("/api/v1/triggers", LOG.formatted("whole"));
    Answer nameless = api.patch("/api/v1/triggers/whole", "{\"name\":null}");
    assertThat(nameless.json().at("/errors/0/pointer").asText()).isEqualTo("/name");
    Answer timeless = api.patch("/api/v1/triggers/whole", "{\"schedule\":null}");
    assertThat(timeless.json().at("/errors/0/pointer").asText()).isEqualTo("/schedule");
    Answer unknown = api.patch("/api/v1/triggers/whole", "{\"nmae\":\"x\"}");
    assertThat(unknown.json().at("/errors/0/pointer").asText()).isEqualTo("/nmae");
    assertThat(
            api.patch(
                    "/api/v1/triggers/whole",
                    "{\"schedule\":{\"every\":null,\"cron\":\"0 9 * * *\"}}")
                .json()
                .path("schedule")
                .has("every"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      textBlock =
          """
          {"cron":"0 9 * * *"}                         | {"cron":"0 9 * * *","timezone":"UTC","dst":{"gap":"shift","overlap":"first"}}
          {"every":null,"in":"PT2H"}                   | {"in":"PT2H"}
          {"at":"2026-12-01T00:00:00Z"}                | {"at":"2026-12-01T00:00:00Z"}
          {"every":"PT20S"}                            | {"every":"PT20S","start_at":"2026-12-01T00:00:00Z"}
          {"every":"PT20S","start_at":null}            | {"every":"PT20S"}
          {"cron":"0 9 * * *","dst":{"overlap":"both"},"end_at":"2027-01-01T00:00:00Z"} | \
          {"cron":"0 9 * * *","timezone":"UTC","dst":{"gap":"shift","overlap":"both"},"end_at":"2027-01-01T00:00:00Z"}
          """)
  void aPatchToAnotherScheduleLeavesNothingOfTheOldOne(String patch, String schedule) {
    String every = "\"every\":\"PT10S\",\"start_at\":\"2026-12-01T00:00:00Z\"";
    api.delete("/api/v1/triggers/variant");
    api.post("/api/v1/triggers", LOG.formatted("variant").replace("\"every\":\"PT10S\"", every));
    Answer patched = api.patch("/api/v1/triggers/variant", "{\"schedule\":" + patch + "}");
    assertThat(patched.json().path("schedule")).hasToString(schedule);
  }

  @Test
  void aPatchToAnotherActionLeavesNothingOfTheOldOne() {
    api.post(
        "/api/v1/triggers",
        LOG.formatted("action").replace("\"log\"", "\"counter\",\"counter\":\"orders\",\"by\":2"));
    String path = "/api/v1/triggers/action";
    assertThat(
            api.patch(path, "{\"action\":{\"type\":\"counter\",\"by\":3}}").json().path("action"))
        .hasToString("{\"type\":\"counter\",\"counter\":\"orders\",\"by\":3}");
    assertThat(api.patch(path, "{\"action\":{\"type\":\"log\"}}").json().path("action"))
        .hasToString("{\"type\":\"log\"}");
  }

  @Test
  void aPatchThatLosesARaceIsTriedAgainUnlessTheClientInsists() {
    api.post("/api/v1/triggers", LOG.formatted("race"));
    service.racesToLose.set(2);
    assertThat(api.patch("/api/v1/triggers/race", "{\"name\":\"A\"}").status()).isEqualTo(200);
    assertThat(service.last(ChangeTrigger.class).ifVersion()).isEqualTo(OptionalLong.of(3));
    Answer stale = api.with("If-Match", "\"1\"").patch("/api/v1/triggers/race", "{\"name\":\"B\"}");
    assertThat(stale.status()).isEqualTo(412);
    service.racesToLose.set(100);
    Answer hopeless = api.patch("/api/v1/triggers/race", "{\"name\":\"C\"}");
    assertThat(hopeless.field("code")).isEqualTo("overloaded");
    assertThat(hopeless.header("Retry-After")).isEqualTo("1");
    assertThat(service.racesToLose.getAndSet(0)).isEqualTo(95);
  }

  @Test
  void theWebhooksAddressIsAsTheClientReachesTheServer() {
    api.post("/api/v1/triggers", HTTP.formatted("hook"));
    assertThat(api.get("/api/v1/triggers/hook").field("webhook_url"))
        .isEqualTo(api.base() + "/hooks/token-of-hook");
    api.post("/api/v1/triggers", LOG.formatted("no-hook"));
    assertThat(api.get("/api/v1/triggers/no-hook").json().has("webhook_url")).isFalse();
  }

  @Test
  void theWebhooksAddressIsAsConfigured() {
    try (FakeTriggerService known =
        new FakeTriggerService(Map.of("PUNCTUAL_HTTP_PUBLIC_URL", "https://p.example.com/"))) {
      assertThat(known.api().post("/api/v1/triggers", HTTP.formatted("x")).field("webhook_url"))
          .isEqualTo("https://p.example.com/hooks/token-of-x");
    }
  }

  @Test
  void aTestRunTakesItsBodyAsThePayload() {
    api.post("/api/v1/triggers", LOG.formatted("test"));
    Answer answer = api.post("/api/v1/triggers/test/test-run", "");
    assertThat(answer.header("Location")).isEqualTo("/api/v1/events/" + EVENT);
    assertThat(service.last(TestTrigger.class).payload()).isEmpty();
    api.post("/api/v1/triggers/test/test-run", " [1.50, null]");
    assertThat(service.last(TestTrigger.class).payload()).hasValue(" [1.50, null]");
    assertThat(api.post("/api/v1/triggers/test/test-run", "[").status()).isEqualTo(400);
  }

  @Test
  void aPreviewBeginsInAYearThatCanBeWritten() {
    String preview = "{\"schedule\":{\"every\":\"PT1S\"},\"from\":\"0000-12-31T00:00:00Z\"}";
    Answer refused = api.post("/api/v1/triggers/preview", preview);
    assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/from");
  }

  @Test
  void theSampleTriggersImport() throws IOException {
    String samples = Files.readString(Path.of("sample-data/triggers.json"));
    Answer answer = api.post("/api/v1/triggers/import?upsert=true", samples);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(service.last(ImportTriggers.class).rows()).hasSizeGreaterThan(4);
  }

  @Test
  void aRowThatMakesNoSenseIsNamedAndTheOthersGoOn() {
    String rows =
        "[" + LOG.formatted("good") + "," + LOG.formatted("bad").replace("PT10S", "PT-1S") + "]";
    Answer answer = api.post("/api/v1/triggers/import?mode=partial", rows);
    assertThat(answer.field("created")).isEqualTo("1");
    assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/1/schedule/every");
    assertThat(answer.json().at("/errors/0/index").asInt()).isEqualTo(1);
  }

  @Test
  void aPayloadPassesThroughAsItCame() {
    String payload = " {\"n\": 12345678901234567890.10,\n \"ä\": 1e400}";
    Answer answer = api.with("Idempotency-Key", "k").post("/hooks/some-token", payload);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.field("event_id")).isEqualTo(EVENT.toString());
    assertThat(service.last(AcceptPayload.class))
        .isEqualTo(new AcceptPayload("some-token", payload, Optional.of("k")));
  }

  @Test
  void aPayloadThatIsPostedAgainIsAnsweredAsTheSameEvent() {
    Api keyed = api.with("Idempotency-Key", "posted-twice");
    Answer first = keyed.post("/hooks/some-token", "{}");
    assertThat(first.headers().map()).doesNotContainKey("idempotency-replayed");
    Answer again = keyed.post("/hooks/some-token", "{}");
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo("/api/v1/events/" + EVENT);
    assertThat(again.text()).isEqualTo(first.text()).isEqualTo("{\"event_id\":\"%s\"}", EVENT);
  }

  @Test
  void aWebhookTakesOneJsonValueAndNothingElse() {
    for (String body : new String[] {"", " ", "{", "{}{}", "{\"a\":01}", "\uFEFF{}", "[1,]"}) {
      assertThat(api.post("/hooks/t", body).field("code")).as(body).isEqualTo("malformed_json");
    }
    for (String body : new String[] {"null", "7", "\"x\"", "[]", "{}"}) {
      assertThat(api.post("/hooks/t", body).status()).as(body).isEqualTo(202);
    }
    String utf16 = new String("{}".getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_8);
    assertThat(api.post("/hooks/t", utf16).status()).isEqualTo(400);
  }

  @Test
  void aWebhookNeedsNoKeyUnlessConfiguredSo() {
    String key = "k:very-long-and-secret-key";
    try (FakeTriggerService open = new FakeTriggerService(Map.of("PUNCTUAL_API_KEYS", key))) {
      assertThat(open.api().post("/hooks/t", "{}").status()).isEqualTo(202);
      assertThat(open.api().get("/api/v1/triggers").status()).isEqualTo(401);
    }
    Map<String, String> settings =
        Map.of("PUNCTUAL_API_KEYS", key, "PUNCTUAL_HTTP_OPEN_HOOKS", "false");
    try (FakeTriggerService closed = new FakeTriggerService(settings)) {
      assertThat(closed.api().post("/hooks/t", "{}").status()).isEqualTo(401);
      Api known = closed.api().with("Authorization", "Bearer very-long-and-secret-key");
      assertThat(known.post("/hooks/t", "{}").status()).isEqualTo(202);
    }
  }

  @Test
  void aTokenIsToldToNobody() {
    String token = "very-secret-token";
    Answer wrongMethod = api.get("/hooks/" + token);
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("Allow")).isEqualTo("POST");
    assertThat(api.send("HEAD", "/hooks/" + token, "").status()).isEqualTo(405);
    for (Answer answer :
        new Answer[] {
          wrongMethod,
          api.post("/hooks/" + token, "{"),
          api.post("/hooks/" + token + "/more", "{}"),
          api.post("/hooks/" + token + "%00", "{}"),
          api.post("/%68ooks/" + token, "{")
        }) {
      assertThat(answer.status()).isIn(400, 404, 405);
      assertThat(answer.text()).doesNotContain(token);
    }
    api.post("/hooks/" + token, "{}");
    assertThat(service.metrics()).contains("/hooks/{token}").doesNotContain(token);
  }

  @Test
  void nobodyElsesHostGetsIntoAnAnswerWithoutBeingAHost() throws IOException {
    api.post("/api/v1/triggers", HTTP.formatted("host"));
    String answer =
        RawHttp.get(api.base(), "/api/v1/triggers/host", "Host: evil.example.com/?<script>");
    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(RawHttp.get(api.base(), "/api/v1/triggers/host", "Host: [::1]:8080"))
        .contains("http://[::1]:8080/hooks/token-of-host");
  }

  @Test
  void eventsAreFilteredAndPaged() {
    UUID older = UUID.fromString("019ad2f0-0000-7000-8000-000000000002");
    service.log.clear();
    service.log.add(FakeTriggerService.event(EVENT, "t", EventStatus.SUCCESS));
    service.log.add(FakeTriggerService.event(older, "t", EventStatus.FAILURE));
    Answer page =
        api.get(
            "/api/v1/events?limit=1&view=archived&trigger_id=t&status=failure&source=manual-test"
                + "&from=2026-11-30T10:00:00%2B01:00");
    ListEvents query = service.last(ListEvents.class);
    assertThat(query.limit()).isEqualTo(2);
    assertThat(query.filter().view()).isEqualTo(View.ARCHIVED);
    assertThat(query.filter().status()).hasValue(EventStatus.FAILURE);
    assertThat(query.filter().from()).hasValue(Instant.parse("2026-11-30T09:00:00Z"));
    assertThat(page.text()).contains("\"payload\":{\"n\":\n1.50},\"result\":7,\"note\":null");
    assertThat(page.json().at("/data/0").has("attempt_log")).isFalse();
    api.get("/api/v1/events?cursor=" + page.field("next_cursor"));
    assertThat(service.last(ListEvents.class).before())
        .hasValue(new Position(FakeTriggerService.NOW.plusMillis(2), EVENT));
    assertThat(api.get("/api/v1/events?from=yesterday").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/events?cursor=eA").status()).isEqualTo(400);
  }

  @Test
  void aReplayMayOnlyCount() {
    Answer answer = api.post("/api/v1/events/replay", "{\"status\":\"failure\",\"dry_run\":true}");
    assertThat(answer.text()).isEqualTo("{\"matched\":4,\"replayed\":0,\"dry_run\":true}");
    assertThat(service.last(ReplayEvents.class).limit()).isEqualTo(1_000);
    Answer absurd = api.post("/api/v1/events/replay", "{\"limit\":1e400}");
    assertThat(absurd.json().at("/errors/0/pointer").asText()).isEqualTo("/limit");
  }

  @Test
  void theFilterOfAReplayStandsInTheBodyOrInTheQuery() {
    api.post("/api/v1/events/replay", "{\"trigger_id\":\"a\",\"dry_run\":true,\"limit\":7}");
    ReplayEvents inBody = service.last(ReplayEvents.class);
    api.post("/api/v1/events/replay?trigger_id=a&dry_run=true", "{\"limit\":7}");
    assertThat(service.last(ReplayEvents.class)).isEqualTo(inBody);
    api.post("/api/v1/events/replay?trigger_id=a&dry_run=true&limit=7", "");
    assertThat(service.last(ReplayEvents.class)).isEqualTo(inBody);

    for (String wrong : List.of("trigger_id=b", "dry_run=perhaps", "limit=0", "triger_id=a")) {
      Answer refused = api.post("/api/v1/events/replay?" + wrong, "{\"trigger_id\":\"a\"}");
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.field("code")).isEqualTo("parameter_invalid");
    }
    assertThat(service.last(ReplayEvents.class)).isEqualTo(inBody);
  }

  @Test
  void whatChangesSomethingRefusesParametersThatItDoesNotKnow() {
    Answer misspelt = api.post("/api/v1/triggers/import?upsrt=true", "[]");
    assertThat(misspelt.status()).isEqualTo(400);
    assertThat(misspelt.field("detail")).contains("upsrt").contains("mode, upsert");
    assertThat(api.get("/api/v1/triggers?anything=x").status()).isEqualTo(200);
    assertThat(api.post("/hooks/t?sender=x", "{}").status()).isEqualTo(202);
  }

  @Test
  void aKeyThatMayOnlyReadMayPreviewToo() {
    Map<String, String> settings =
        Map.of("PUNCTUAL_API_KEYS", "k:very-long-and-secret-key:default:read");
    try (FakeTriggerService keyed = new FakeTriggerService(settings)) {
      Api reader = keyed.api().with("Authorization", "Bearer very-long-and-secret-key");
      String preview = "{\"schedule\":{\"every\":\"PT1S\"}}";
      assertThat(reader.post("/api/v1/triggers/preview", preview).status()).isEqualTo(200);
      assertThat(reader.post("/api/v1/triggers", LOG.formatted("x")).status()).isEqualTo(403);
      assertThat(reader.post("/api/v1/events/replay", "{\"dry_run\":true}").status())
          .isEqualTo(403);
    }
  }

  @Test
  void aSummaryNamesEveryStatus() {
    assertThat(api.get("/api/v1/events/summary").json().at("/data/0/active"))
        .hasToString("{\"running\":1,\"success\":2,\"failure\":0,\"skipped\":0}");
  }

  @Test
  void nothingReachesTheServiceThatBreaksTheContract() {
    assertThat(api.post("/api/v1/triggers", HTTP.formatted("a/b")).status()).isEqualTo(422);
    assertThat(service.received(CreateTrigger.class))
        .as("only what other tests sent")
        .matches(
            sent -> !sent || !service.last(CreateTrigger.class).id().equals(Optional.of("a/b")));
    assertThat(api.get("/api/v1/triggers?q=%00").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/triggers?cursor=AA").status()).isEqualTo(400);
  }
}
