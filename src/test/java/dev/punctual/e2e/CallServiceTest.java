package dev.punctual.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.testkit.WebhookSink;
import dev.punctual.testkit.WebhookSink.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Calls over HTTP, on two nodes that share a database; every test is a customer. */
@TestInstance(Lifecycle.PER_CLASS)
class CallServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PERSON = "{\"name\":\"A\",\"phone\":\"212-555-5555\"}";

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TestNode one = TestNode.startOn(database, Map.of());
  private final TestNode other = TestNode.startOn(database, Map.of());
  private final Api api = one.api();

  @AfterAll
  void stop() {
    one.close();
    other.close();
    database.close();
  }

  @Test
  void plansTheSampleBatchInsideEachLocalWindow() throws IOException {
    JsonNode batch = JSON.readTree(sample());
    Answer planned = api.post("/schedule?customer=sample", sample());

    assertThat(planned.status()).as(planned.text()).isEqualTo(200);
    assertThat(planned.json()).hasSize(batch.size());
    Instant now = Instant.now();
    List<String> statuses = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      JsonNode entry = planned.json().path(i);
      assertThat(entry.path("name")).isEqualTo(batch.path(i).path("name"));
      assertThat(entry.path("phone")).isEqualTo(batch.path(i).path("phone"));
      statuses.add(entry.path("reason").asText(entry.path("status").asText()));
      if (entry.hasNonNull("scheduled")) {
        Instant at = Instant.parse(entry.path("scheduled").asText());
        LocalTime local = LocalTime.ofInstant(at, ZoneId.of(entry.path("tz").asText()));
        assertThat(local).as(entry.toString()).isBetween("09:00", "16:59:59.999999");
        assertThat(at).isAfter(now);
        assertThat(trigger(entry).path("schedule").path("at").asText()).isEqualTo(at.toString());
      }
    }
    assertThat(statuses)
        .containsExactly(
            "scheduled",
            "scheduled",
            "scheduled",
            "phone_too_long",
            "scheduled",
            "scheduled",
            "scheduled",
            "scheduled",
            "scheduled",
            "phone_area_code_missing",
            "phone_toll_free",
            "scheduled",
            "scheduled",
            "phone_letters",
            "phone_emergency",
            "timezone_unknown");
  }

  @Test
  void theCollectionOfRequestsPlansTheSampleBatch() throws IOException {
    JsonNode collection =
        JSON.readTree(Files.readString(Path.of("sample-data", "insomnia-calls.json")));
    List<JsonNode> bodies = new ArrayList<>();
    for (JsonNode request : collection.path("resources")) {
      if (request.path("url").asText().endsWith("/schedule")) {
        bodies.add(JSON.readTree(request.path("body").path("text").asText()));
      }
    }
    assertThat(bodies).containsExactly(JSON.readTree(sample()));
  }

  private JsonNode trigger(JsonNode entry) {
    return api.get("/api/v1/triggers/" + entry.path("scheduled_task_id").asText()).json();
  }

  @Test
  void plansOnceForOneKeyOnWhicheverNode() {
    String batch = "[" + PERSON + ",{\"name\":\"B\",\"phone\":\"nobody\"}]";
    Answer first = keyed(one, "once").post("/schedule?customer=once", batch);
    Answer again = keyed(other, "once").post("/api/v1/calls/schedule?customer=once", batch);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(api.all("/api/v1/calls?customer=once")).hasSize(1);

    Answer reused = keyed(one, "once").post("/schedule?customer=once", "[" + PERSON + "]");
    assertThat(reused.status()).isEqualTo(422);
    assertThat(reused.field("code")).isEqualTo("idempotency_key_reused");
  }

  private static Api keyed(TestNode node, String key) {
    return node.api().with("Idempotency-Key", key);
  }

  @Test
  void batchesOnTwoNodesShareTheCapacity() {
    api.put("/api/v1/call-policies/shared", "{\"max_calls_per_hour\":30,\"horizon_days\":2}");
    String batch =
        IntStream.range(0, 100).mapToObj(i -> PERSON).collect(Collectors.joining(",", "[", "]"));
    List<CompletableFuture<Answer>> racers = new ArrayList<>();
    for (TestNode node : List.of(one, other, one, other)) {
      racers.add(
          CompletableFuture.supplyAsync(() -> node.api().post("/schedule?customer=shared", batch)));
    }
    List<Instant> times = new ArrayList<>();
    for (CompletableFuture<Answer> racer : racers) {
      assertThat(racer.join().status()).as(racer.join().text()).isEqualTo(200);
      for (JsonNode entry : racer.join().json()) {
        if (entry.hasNonNull("scheduled")) {
          Instant at = Instant.parse(entry.path("scheduled").asText());
          times.add(at.truncatedTo(ChronoUnit.MINUTES));
        }
      }
    }
    times.sort(null);
    assertThat(times).hasSizeGreaterThan(200);
    for (int i = 30; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - 30), times.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }
    assertThat(api.all("/api/v1/calls?customer=shared")).hasSize(times.size());
  }

  @Test
  void callsTheEndpointAtItsTimeSigned() throws GeneralSecurityException {
    try (WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      String secret =
          api.put(
                  "/api/v1/call-policies/due",
                  "{\"explicit_time\":\"override\",\"endpoint\":\"%s\"}".formatted(sink.url()))
              .field("signing_secret");
      Instant at = Instant.now().plusSeconds(2);
      JsonNode call = planned(api, "due", "Ada Lovelace", at);

      within(15).until(() -> sink.count() == 1);

      Delivery delivery = sink.deliveries().get(0);
      assertThat(delivery.arrivedAt()).isBetween(at, at.plusSeconds(5));
      assertThat(delivery.body())
          .contains(
              "\"name\":\"Ada Lovelace\"",
              "\"phone\":\"+12125555555\"",
              call.path("scheduled_task_id").asText());
      assertThat(delivery.signature()).isEqualTo("v1," + signature(delivery, secret));
      JsonNode event = event(api, call);
      assertThat(event.path("status").asText()).isEqualTo("success");
      assertThat(event.path("payload").toString())
          .isEqualTo("{\"call_id\":%s}".formatted(call.path("scheduled_task_id")));
    }
  }

  @Test
  void triesAgainAfterTheSpacingOfThePolicyAndAsOftenAsItSays() {
    api.put(
        "/api/v1/call-policies/refused",
        """
        {"explicit_time":"override","endpoint":"http://127.0.0.1:1/",
         "retry":{"max_attempts":3,"spacing":"PT1S"}}""");
    JsonNode call = planned(api, "refused", "A", Instant.now().plusSeconds(1));
    JsonNode event = event(api, call);
    assertThat(event.path("status").asText()).isEqualTo("failure");
    JsonNode attempts = api.get("/api/v1/events/" + event.path("id").asText()).json();
    List<Instant> begins = new ArrayList<>();
    attempts
        .path("attempt_log")
        .forEach(attempt -> begins.add(Instant.parse(attempt.path("started_at").asText())));
    assertThat(begins).as(attempts.toString()).hasSize(3);
    for (int i = 1; i < begins.size(); i++) {
      assertThat(Duration.between(begins.get(i - 1), begins.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  private static String signature(Delivery delivery, String secret)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String content = delivery.webhookId() + "." + delivery.timestamp() + "." + delivery.body();
    return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
  }

  @Test
  void aCancelledCallLeavesNothingBehind() {
    Answer planned = api.post("/schedule?customer=cancelled", "[" + PERSON + "]");
    String kept = planned.json().path(0).path("scheduled_task_id").asText();
    assertThat(api.delete("/api/v1/calls/" + kept).status()).isEqualTo(204);
    assertThat(api.get("/api/v1/calls/" + kept).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/triggers/" + kept).status()).isEqualTo(404);
  }

  @Test
  void nobodyMakesATriggerThatCalls() {
    Answer made =
        api.post(
            "/api/v1/triggers",
            """
            {"name":"x","kind":"scheduled","schedule":{"in":"PT1H"},"action":{"type":"call"}}""");
    assertThat(made.status()).isEqualTo(422);
  }

  /** A call that may be outside every window; its customer overrides that. */
  static JsonNode planned(Api api, String customer, String name, Instant at) {
    Answer answer =
        api.post(
            "/schedule?customer=" + customer,
            "[{\"name\":\"%s\",\"phone\":\"212-555-5555\",\"scheduled\":\"%s\"}]"
                .formatted(name, at));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path(0);
  }

  /** The one event of a call, as it ended. */
  static JsonNode event(Api api, JsonNode call) {
    String path = "/api/v1/events?trigger_id=" + call.path("scheduled_task_id").asText();
    return within(15)
        .until(
            () -> api.get(path).json().path("data").path(0),
            event -> event.path("status").asText().matches("success|failure"));
  }

  static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }

  private static String sample() {
    try {
      return Files.readString(Path.of("sample-data", "calls.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
