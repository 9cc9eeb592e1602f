package dev.punctual.e2e;

import static dev.punctual.testkit.TestTraces.asks;
import static dev.punctual.testkit.TestTraces.called;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.testkit.TestTraces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked for, and all that it leads to, is one trace. */
class TracingTest {
  private static final AttributeKey<String> TRIGGER = AttributeKey.stringKey("punctual.trigger_id");

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TestTraces traces = new TestTraces();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void oneTraceLeadsFromAPostThroughTimingAndACallToTheDatabaseOfTheNextService() {
    try (TestDatabase other = TestPostgres.freshDatabase();
        TestNode near = node(database, "near", Map.of());
        TestNode far = node(other, "far", Map.of())) {
      String farHook = hook(far.api(), "answer", "{\"type\": \"log\"}");
      String nearHook =
          hook(near.api(), "ask", "{\"type\": \"http\", \"url\": \"%s\"}".formatted(farHook));
      take(near.api(), nearHook, "{\"n\": 1}");

      SpanData end = traces.await(called("far CONSUMER fire"));
      assertThat(traces.way(end))
          .containsExactly(
              "near SERVER POST /hooks/{token}",
              "near CLIENT trigger.hook",
              "near SERVER trigger.hook",
              "near CLIENT trigger.engine-submit",
              "near SERVER trigger.engine-submit",
              "near PRODUCER store occurrence",
              "near CONSUMER fire",
              "near CLIENT trigger.run",
              "near SERVER trigger.run",
              "near CLIENT POST",
              "far SERVER POST /hooks/{token}",
              "far CLIENT trigger.hook",
              "far SERVER trigger.hook",
              "far CLIENT trigger.engine-submit",
              "far SERVER trigger.engine-submit",
              "far PRODUCER store occurrence",
              "far CONSUMER fire");
      for (String service : List.of("near", "far")) {
        SpanData stored = traces.await(asks(service, "INSERT INTO trigger.occurrence"));
        assertThat(stored.getTraceId()).isEqualTo(end.getTraceId());
        assertThat(traces.way(stored)).contains(service + " SERVER trigger.engine-submit");
      }
    }
  }

  @Test
  void aScheduleIsMadeInTheTraceOfItsRequestUpToTheDataServicesDatabase() {
    Map<String, String> shared = Map.of("PUNCTUAL_HTTP_SERVICE_KEY", "between-services");
    try (TestDatabase other = TestPostgres.freshDatabase();
        TestNode data = node(other, "data", with(shared, "PUNCTUAL_ROLES", "http,staff"));
        TestNode scheduling =
            node(
                database,
                "scheduling",
                with(
                    with(shared, "PUNCTUAL_ROLES", "http,lookup,shift"),
                    "PUNCTUAL_LOOKUP_DATA_SERVICE_URL",
                    data.api().base().toString()))) {
      data.api().post("/api/v1/groups", "{\"id\": \"ward\", \"name\": \"Ward\"}");
      data.api().post("/api/v1/staff", "{\"id\":\"a\",\"name\":\"A\",\"email\":\"a@example.com\"}");
      data.api().put("/api/v1/groups/ward/members/a", "");
      String schedule =
          scheduling
              .api()
              .post(
                  "/api/v1/schedules",
                  "{\"staff_group_id\": \"ward\", \"period_begin_date\": \"2026-11-30\"}")
              .field("schedule_id");
      assertThat(scheduling.api().finished(schedule).field("status")).isEqualTo("COMPLETED");

      SpanData made = traces.await(called("scheduling CONSUMER make schedule"));
      assertThat(traces.way(made))
          .containsExactly(
              "scheduling SERVER POST /api/v1/schedules",
              "scheduling CLIENT shift.create",
              "scheduling SERVER shift.create",
              "scheduling PRODUCER store schedule",
              "scheduling CONSUMER make schedule");
      SpanData read =
          traces.await(
              span ->
                  span.getTraceId().equals(made.getTraceId()) && asks("data", "SELECT").test(span));
      assertThat(traces.way(read))
          .containsSubsequence(
              "scheduling CONSUMER make schedule",
              "scheduling CLIENT lookup.active-members",
              "scheduling CLIENT GET",
              "data SERVER GET /api/v1/groups/{id}/resolved-members");
    }
  }

  @Test
  void aPayloadIsRunInItsTraceByTheNodeThatOwnsItsTrigger() {
    try (TestNode first = node(database, "first", Map.of());
        TestNode second = node(database, "second", Map.of())) {
      assertThat(second.api().get("/health/ready").status()).isEqualTo(200);
      List<String> hooks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        hooks.add(hook(first.api(), "t" + i, "{\"type\": \"log\"}"));
      }
      within()
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                hooks.forEach(hook -> take(first.api(), hook, "{}"));
                return !traces.where(called("second CONSUMER fire")).isEmpty();
              });
      List<SpanData> elsewhere = traces.where(called("second CONSUMER fire"));
      assertThat(elsewhere)
          .allSatisfy(
              fired ->
                  assertThat(traces.way(fired))
                      .startsWith("first SERVER POST /hooks/{token}")
                      .endsWith("first PRODUCER store occurrence", "second CONSUMER fire"));
    }
  }

  @Test
  void everyFiringOfAScheduleHasATraceOfItsOwn() {
    try (TestNode node = node(database, "node", Map.of())) {
      Answer created =
          node.api()
              .post(
                  "/api/v1/triggers",
                  """
                  {"id": "tick", "name": "Tick", "kind": "scheduled",
                   "schedule": {"every": "PT0.1S"}, "action": {"type": "sleep", "duration": "PT0.01S"}}
                  """);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      long soon = nanos(Instant.now().plusSeconds(1));
      long later = nanos(Instant.now().plusSeconds(2));
      traces.await(called("node CONSUMER fire").and(fired -> fired.getStartEpochNanos() > later));
      Set<String> seen = new HashSet<>();
      for (SpanData fired : traces.where(called("node CONSUMER fire"))) {
        assertThat(fired.getParentSpanContext().isValid()).isFalse();
        assertThat(fired.getAttributes().get(TRIGGER)).isEqualTo("tick");
        assertThat(seen.add(fired.getTraceId())).isTrue();
      }
      assertThat(seen).hasSizeGreaterThan(1);
      // Timers, groups and planning would carry the trace of the request on for ever.
      SpanData asked = traces.await(called("node SERVER POST /api/v1/triggers"));
      assertThat(traces.where(span -> span.getTraceId().equals(asked.getTraceId())))
          .allSatisfy(span -> assertThat(span.getStartEpochNanos()).isLessThan(soon));
    }
  }

  @Test
  void whoAsksForHealthAndMetricsLeavesNoTrace() {
    try (TestNode node = node(database, "node", Map.of())) {
      node.api().get("/health/ready");
      node.api().get("/metrics");
      node.api().get("/nowhere");
      traces.await(called("node SERVER GET"));
      assertThat(traces.where(span -> !span.getParentSpanContext().isValid())).hasSize(1);
    }
  }

  private static ConditionFactory within() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  private TestNode node(TestDatabase database, String name, Map<String, String> settings) {
    return TestNode.startOn(
        database, with(settings, "PUNCTUAL_TRACING_SERVICE_NAME", name), traces);
  }

  private static Map<String, String> with(Map<String, String> settings, String key, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(key, value);
    return more;
  }

  private static String hook(Api api, String id, String action) {
    Answer created =
        api.post(
            "/api/v1/triggers",
            "{\"id\": \"%s\", \"name\": \"%s\", \"kind\": \"api\", \"action\": %s}"
                .formatted(id, id, action));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.field("webhook_url");
  }

  private static void take(Api api, String hook, String payload) {
    assertThat(api.post(URI.create(hook).getPath(), payload).status()).isEqualTo(202);
  }
}
