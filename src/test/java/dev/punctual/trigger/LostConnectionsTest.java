package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The database cuts every connection, again and again: nobody knows what was committed. */
class LostConnectionsTest {
  private static final int TRIGGERS = 20;
  private static final String CUT =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  @Test
  void noFiringIsLostOrLoggedTwice() {
    try (TestDatabase database = TestPostgres.freshDatabase();
        TriggerNode node = TriggerNode.on(database)) {
      node.importAll(
          TENANT,
          IntStream.range(0, TRIGGERS).mapToObj(i -> "t" + i).toList(),
          spec(
              every(Duration.ofMillis(100)),
              ActionSpec.count("cuts", 1),
              Overlap.ALLOW,
              Misfire.FIRE_ALL));
      for (int cut = 0; cut < 12; cut++) {
        assertThat(database.count(CUT)).isPositive();
        Instant next = Instant.now().plusMillis(ThreadLocalRandom.current().nextInt(300, 900));
        within(5).until(() -> Instant.now().isAfter(next));
      }
      Instant calm = Instant.now();
      // Whatever is missing would be missing below what was fired since.
      within(30)
          .ignoreExceptions()
          .until(
              () ->
                  database.count(
                          "SELECT count(*) FROM (SELECT 1 FROM trigger.event_active"
                              + " GROUP BY trigger_id HAVING max(scheduled_for) > '%s') t"
                                  .formatted(calm.plusSeconds(3)))
                      == TRIGGERS);
      pauseAll(node);
      within(10).until(() -> database.count("SELECT count(*) FROM trigger.occurrence") == 0);
      assertThat(
              database.count(
                  "SELECT count(*) FROM (SELECT scheduled_for - lag(scheduled_for) OVER"
                      + " (PARTITION BY trigger_id ORDER BY scheduled_for) AS step"
                      + " FROM trigger.event_active) s WHERE step <> interval '100 milliseconds'"))
          .as("gaps and duplicates")
          .isZero();
      assertThat(database.count("SELECT value FROM trigger.counter WHERE name = 'cuts'"))
          .as("counted once an event")
          .isEqualTo(database.count("SELECT count(*) FROM trigger.event_active"));
    }
  }

  private static void pauseAll(TriggerNode node) {
    for (int i = 0; i < TRIGGERS; i++) {
      node.ask(
          TriggerApi.ENABLE_TRIGGER,
          new EnableTrigger(TENANT, "t" + i, false, OptionalLong.empty()));
    }
  }
}
