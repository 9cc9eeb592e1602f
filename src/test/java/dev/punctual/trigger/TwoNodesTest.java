package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that share a database, and nothing else, share the work: no gap, no duplicate. */
class TwoNodesTest {
  private static final int TRIGGERS = 100;
  private static final Duration RATE = Duration.ofMillis(200);
  private static final Map<String, String> QUICK =
      Map.of("PUNCTUAL_TRIGGER_LEASE", "PT1S", "PUNCTUAL_TRIGGER_HEARTBEAT", "PT0.25S");

  @Test
  void firesOnceWhenNodesComeAndGo() {
    Instant begin = Instant.now();
    Instant end = begin.plusSeconds(60);
    TriggerSpec spec =
        spec(every(RATE), ActionSpec.count("race", 1), Overlap.SKIP, Misfire.FIRE_ALL);
    try (TestDatabase database = TestPostgres.freshDatabase();
        TriggerNode one = TriggerNode.on(database, QUICK)) {
      one.importAll("default", IntStream.range(0, TRIGGERS).mapToObj(i -> "t" + i).toList(), spec);
      while (Instant.now().isBefore(end)) {
        Instant joined = Instant.now();
        try (TriggerNode two = TriggerNode.on(database, QUICK)) {
          assertThat(two.events("t0")).isNotNull();
          within(10)
              .until(
                  () ->
                      database.count("SELECT count(DISTINCT owner) FROM trigger.shard") == 2
                          && Instant.now().isAfter(joined.plusSeconds(3)));
        }
      }
      Instant last = Instant.now();
      long expected = Duration.between(start(spec), last).dividedBy(RATE);
      within(20)
          .until(
              () ->
                  database.count(
                          "SELECT min(n) FROM (SELECT count(*) AS n FROM trigger.event_active"
                              + " GROUP BY trigger_id) c")
                      >= expected);
      assertThat(
              database.count(
                  "SELECT count(*) FROM (SELECT trigger_id, scheduled_for FROM"
                      + " trigger.event_active GROUP BY 1, 2 HAVING count(*) > 1) twice"))
          .as("duplicates")
          .isZero();
      assertThat(
              database.count(
                  "SELECT count(*) FROM (SELECT scheduled_for - lag(scheduled_for) OVER"
                      + " (PARTITION BY trigger_id ORDER BY scheduled_for) AS step"
                      + " FROM trigger.event_active) s WHERE step <> interval '200 milliseconds'"))
          .as("gaps")
          .isZero();
      assertThat(
              database.count("SELECT count(*) FROM trigger.event_active WHERE status <> 'success'"))
          .isZero();
      assertThat(database.count("SELECT value FROM trigger.counter WHERE name = 'race'"))
          .as("counted exactly once per event")
          .isBetween(
              expected * TRIGGERS, database.count("SELECT count(*) FROM trigger.event_active"));
    }
  }

  private static Instant start(TriggerSpec spec) {
    return spec.schedule().flatMap(ScheduleSpec::startAt).orElseThrow();
  }
}
