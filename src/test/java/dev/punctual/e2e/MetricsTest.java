package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.infra.Monitoring;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.TestAws;
import dev.punctual.testkit.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a node that has done a bit of everything shows of itself. */
@TestInstance(Lifecycle.PER_CLASS)
class MetricsTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (punctual_\\S+) *(.*)$");
  private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]\\w*)");
  private static final Pattern HOOK_TOKEN = Pattern.compile("/hooks/([^/\"]+)$");

  private final Sink sink = new Sink();
  private final TestNode node = start();
  private final Api api = node.api();
  private String hookToken = "";

  private static TestNode start() {
    TestAws.configure();
    // The bucket is never written to: nothing is assigned here.
    return TestNode.start(
        Map.of(
            "PUNCTUAL_DELIVERY_AUDIT_S3_BUCKET", "audit",
            "PUNCTUAL_DELIVERY_AUDIT_S3_ENDPOINT", "http://127.0.0.1:1"));
  }

  @BeforeAll
  void doABitOfEverything() {
    api.post(
        "/api/v1/triggers",
        """
        {"name": "every", "kind": "scheduled", "schedule": {"every": "PT1S"},
         "action": {"type": "log"}}
        """);
    String hook =
        api.post(
                "/api/v1/triggers",
                """
                {"name": "hook", "kind": "api",
                 "action": {"type": "http", "url": "http://127.0.0.1:%d/nobody"}}
                """
                    .formatted(sink.port()))
            .field("webhook_url");
    hookToken = HOOK_TOKEN.matcher(hook).results().findFirst().orElseThrow().group(1);
    api.post("/hooks/" + hookToken, "{}");
    api.finished(
        api.post(
                "/api/v1/schedules",
                "{\"staff_group_id\": \"nobody\", \"period_begin_date\": \"2026-11-30\"}")
            .field("schedule_id"));
    System.gc();
    Awaitility.await("what takes a moment")
        .atMost(Duration.ofSeconds(60))
        .until(() -> series().containsAll(Monitoring.seriesInUse()) && hasFired());
  }

  private boolean hasFired() {
    String scraped = scraped();
    return scraped.contains("punctual_trigger_outbound_seconds_count")
        && scraped.contains("source=\"scheduled\"")
        && scraped.contains("source=\"api\"");
  }

  @AfterAll
  void stop() {
    node.close();
    sink.close();
  }

  @Test
  void everySeriesOfTheRulesAndTheDashboardIsThere() {
    assertThat(series()).containsAll(Monitoring.seriesInUse());
  }

  @Test
  void everyDocumentedMetricIsThereAndEveryOneOfOursIsDocumented() {
    Set<String> shown = sorted(metrics());
    assertThat(shown).containsAll(Monitoring.documented());
    assertThat(ours(shown)).isEqualTo(ours(Monitoring.documented()));
  }

  private static Set<String> ours(Set<String> names) {
    return sorted(names.stream().filter(name -> name.startsWith("punctual_")));
  }

  @Test
  void everyMetricOfOursSaysWhatItIs() {
    List<String> silent =
        HELP.matcher(scraped())
            .results()
            .filter(help -> help.group(2).isBlank())
            .map(help -> help.group(1))
            .toList();
    assertThat(silent).isEmpty();
  }

  @Test
  void namesFollowTheConventionsOfPrometheus() {
    TYPE.matcher(scraped())
        .results()
        .forEach(
            type -> {
              String name = type.group(1);
              assertThat(name.endsWith("_total"))
                  .as(name)
                  .isEqualTo(type.group(2).equals("counter"));
              assertThat(name)
                  .doesNotMatch(".*_(ms|ns|milliseconds|minutes|kilobytes|percent)(_total)?")
                  .doesNotEndWith("_count");
            });
  }

  @Test
  void requestsAreCountedByTheTemplatesOfTheirRoutes() {
    assertThat(scraped()).contains("route=\"/hooks/{token}\"").doesNotContain(hookToken);
  }

  @Test
  void aNodeThatIsAloneOwnsEveryShardAndPlansAhead() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(value("punctual_trigger_shards")).isEqualTo(64);
              assertThat(value("punctual_trigger_planned_ahead_seconds")).isPositive();
              assertThat(value("punctual_trigger_shards_taken_total")).isGreaterThanOrEqualTo(64);
              assertThat(value("punctual_event_log_bytes{view=\"active\"}")).isPositive();
              assertThat(value("punctual_retention_last_success_timestamp_seconds")).isPositive();
              assertThat(value("process_cpu_seconds_total")).isPositive();
            });
  }

  private double value(String series) {
    return scraped()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** The longest time of a while is shown beside each timer, under a name of its own. */
  private Stream<String> metrics() {
    return TYPE.matcher(scraped())
        .results()
        .map(type -> type.group(1))
        .filter(name -> !name.endsWith("_seconds_max"));
  }

  private Set<String> series() {
    return sorted(SERIES.matcher(scraped()).results().map(name -> name.group(1)));
  }

  private static Set<String> sorted(Stream<String> names) {
    return names.collect(Collectors.toCollection(TreeSet::new));
  }

  private String scraped() {
    return api.get("/metrics").text();
  }
}
