package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.api.TriggerApi.TestTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.ScheduleSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets a clock: the machine's, or the database's, which is the one that counts. */
class ClockStepsTest {
  private static final Duration RATE = Duration.ofMillis(200);
  private static final int RESUMES_WITHIN = 5;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final SteppedClock machine = new SteppedClock();

  /** The system's clock, and as much more. */
  private static final class SteppedClock extends Clock {
    private volatile Duration step = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(step);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("instants have no zone");
    }
  }

  /** Our statements find this function before PostgreSQL's own. */
  private void letTheDatabaseBeStepped() {
    database.execute(
        """
        CREATE SCHEMA fake;
        CREATE TABLE fake.step (seconds float8 NOT NULL);
        INSERT INTO fake.step VALUES (0);
        CREATE FUNCTION fake.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
          'SELECT pg_catalog.clock_timestamp() + seconds * interval ''1 second'' FROM fake.step';
        """);
    database.execute(
        "ALTER DATABASE %s SET search_path = fake, pg_catalog".formatted(database.name()));
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -5})
  void aStepOfTheMachinesClockChangesNothing(int seconds) {
    try (TriggerNode node = TriggerNode.on(database, machine)) {
      tick(node, "tick", Instant.now());
      awaitFiring(node, "tick", Instant.now());
      machine.step = Duration.ofSeconds(seconds);
      Instant stepped = Instant.now();
      firesAtOnce(node);
      awaitFiring(node, "tick", stepped.plusSeconds(2));
      Instant paused = Instant.now();
      pause(node, "tick");
      tick(node, "other", Instant.now());
      awaitFiring(node, "other", Instant.now().plusSeconds(2));
      assertThat(
              node.count(
                  "SELECT count(*) FROM trigger.event_active WHERE trigger_id = 'tick'"
                      + " AND scheduled_for > '%s'".formatted(paused.plusSeconds(1))))
          .as("a pause counts from its acknowledgement")
          .isZero();
      assertExact(node);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -5})
  void firingFollowsAStepOfTheDatabasesClock(int seconds) {
    letTheDatabaseBeStepped();
    try (TriggerNode node = TriggerNode.on(database, machine)) {
      tick(node, "tick", Instant.now());
      awaitFiring(node, "tick", Instant.now());
      database.execute("UPDATE fake.step SET seconds = " + seconds);
      Instant stepped = Instant.now();
      within(RESUMES_WITHIN).until(() -> heardOf(node, stepped, seconds));
      firesAtOnce(node);
      // Set back, what has fired already has: the clock comes there a second time.
      int wait = RESUMES_WITHIN - Math.min(seconds, 0);
      within(wait)
          .until(() -> node.count(fired("tick", stepped.plusSeconds(Math.max(seconds, 0)))) > 0);
      awaitFiring(node, "tick", stepped.plusSeconds(Math.max(seconds, 0) + 2));
      assertExact(node);
    }
  }

  /** What is asked for now is told to be due by the clock that counts. */
  private static boolean heardOf(TriggerNode node, Instant stepped, int seconds) {
    String id = "probe-" + System.nanoTime();
    Instant made =
        node.create(id, spec(TriggerNode.in(Duration.ofDays(1)), ActionSpec.log()))
            .trigger()
            .createdAt();
    long offset = Duration.between(stepped, made).toSeconds();
    return seconds > 0 ? offset >= seconds : offset < -1;
  }

  private static void firesAtOnce(TriggerNode node) {
    node.create("now", spec(TriggerNode.in(Duration.ofDays(1)), ActionSpec.log()));
    node.ask(
        TriggerApi.TEST_TRIGGER,
        new TestTrigger(TENANT, "now", Optional.empty(), OptionalLong.empty()));
    within(RESUMES_WITHIN).until(() -> node.logged("now") == 1);
  }

  private static void tick(TriggerNode node, String id, Instant start) {
    node.create(
        id,
        spec(
            ScheduleSpec.every(RATE, start),
            ActionSpec.count(id, 1),
            Overlap.ALLOW,
            Misfire.FIRE_ALL));
  }

  private static void awaitFiring(TriggerNode node, String id, Instant after) {
    within(20).until(() -> node.count(fired(id, after)) > 0);
  }

  private static String fired(String id, Instant after) {
    return "SELECT count(*) FROM trigger.event_active WHERE trigger_id = '%s' AND scheduled_for > '%s'"
        .formatted(id, after);
  }

  private static void pause(TriggerNode node, String id) {
    node.ask(TriggerApi.ENABLE_TRIGGER, new EnableTrigger(TENANT, id, false, OptionalLong.empty()));
  }

  private static void assertExact(TriggerNode node) {
    List.of("tick", "other")
        .forEach(
            id ->
                assertThat(
                        node.count(
                            "SELECT count(*) FROM (SELECT scheduled_for - lag(scheduled_for) OVER"
                                + " (ORDER BY scheduled_for) AS step FROM trigger.event_active"
                                + " WHERE trigger_id = '%s') s WHERE step <> interval '200 milliseconds'"
                                    .formatted(id)))
                    .as("gaps and duplicates")
                    .isZero());
    assertThat(
            node.count("SELECT count(*) FROM trigger.event_active WHERE fired_at < scheduled_for"))
        .as("early")
        .isZero();
    assertThat(node.count("SELECT count(*) FROM trigger.event_active WHERE status <> 'success'"))
        .isZero();
  }
}
