package dev.punctual.retention;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.Config;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.testkit.TestEventReader;
import dev.punctual.trigger.api.EventApi.View;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant START = Instant.parse("2026-11-25T19:40:00Z");
  private static final Duration ACTIVE = Duration.ofHours(2);
  private static final Duration TOTAL = Duration.ofDays(2);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Config.Retention HALF_HOURS = config(Duration.ofMinutes(30));

  private final TestEventLog log = new TestEventLog();
  private final TestClock clock = new TestClock(START);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Retention retention = new Retention(log.database(), meters, HALF_HOURS);
  private final TestEventReader events = new TestEventReader(log, clock, HALF_HOURS);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void anEventAgesFromActiveToArchivedToGoneAndItsDiskComesBack() {
    pass();
    LoggedEvent event = LoggedEvent.at(START);
    log.insert(event);
    String partition = "event_20261125t1930";
    assertThat(parentOf(partition)).containsExactly("event_active");

    clock.set(START.plus(ACTIVE).minus(SECOND));
    pass();
    assertThat(events.ids(View.ACTIVE)).containsExactly(event.id());
    assertThat(events.ids(View.ARCHIVED)).isEmpty();

    // Part of the partition is still active: it has to wait, the event has not.
    clock.set(START.plus(ACTIVE));
    pass();
    assertThat(events.ids(View.ACTIVE)).isEmpty();
    assertThat(events.ids(View.ARCHIVED)).containsExactly(event.id());
    assertThat(parentOf(partition)).containsExactly("event_active");

    clock.set(Instant.parse("2026-11-25T20:00:00Z").plus(ACTIVE));
    pass();
    assertThat(parentOf(partition)).containsExactly("event_archive");
    assertThat(events.ids(View.ARCHIVED)).containsExactly(event.id());

    clock.set(START.plus(TOTAL).minus(SECOND));
    pass();
    assertThat(await(events.get(event.id())).id()).isEqualTo(event.id());

    clock.set(START.plus(TOTAL));
    pass();
    assertThat(parentOf(partition)).containsExactly("event_archive");
    assertThat(events.ids(View.ARCHIVED)).isEmpty();
    assertNotFound(event.id());

    clock.set(Instant.parse("2026-11-25T20:00:00Z").plus(TOTAL));
    pass();
    assertThat(parentOf(partition)).isEmpty();
    assertThat(log.query("SELECT oid FROM pg_class WHERE relname LIKE '%s%%'".formatted(partition)))
        .isEmpty();
    assertNotFound(event.id());
    assertThat(meters.counter("punctual_event_partition_changes", "change", "dropped").count())
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  void theLogCanBeWrittenFromTheFirstPassOnForHours() {
    await(retention.createAhead(START));
    log.insert(LoggedEvent.at(START.minusSeconds(30)), LoggedEvent.at(START.plus(ACTIVE)));
    await(retention.createAhead(START));
    assertThat(partitions()).hasSize(5);
  }

  @Test
  void nodesThatStartTogetherAllFindPartitions() {
    List<Future<Void>> starts = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      starts.add(
          new Retention(log.database(), new SimpleMeterRegistry(), HALF_HOURS).createAhead(START));
    }
    await(Future.all(starts));
    assertThat(partitions()).hasSize(5);
  }

  @Test
  void anotherLengthOfPartitionsBreaksNothing() {
    pass();
    LoggedEvent event = LoggedEvent.at(START);
    log.insert(event);
    for (Duration length :
        List.of(Duration.ofHours(1), Duration.ofMinutes(7), SECOND.multipliedBy(90))) {
      clock.advance(Duration.ofMinutes(31));
      await(
          new Retention(log.database(), new SimpleMeterRegistry(), config(length))
              .runOnce(clock.instant()));
      log.insert(LoggedEvent.at(clock.instant().plus(Duration.ofHours(1))));
    }
    assertThat(events.ids(View.ACTIVE)).hasSize(4).contains(event.id());
    clock.set(START.plus(Duration.ofDays(5)));
    pass();
    assertThat(partitions()).hasSize(5);
  }

  @Test
  void whoHoldsTheLogPostponesAMoveAndNothingElse() throws SQLException {
    pass();
    clock.set(START.plus(Duration.ofHours(3)));
    try (Connection reader = log.connect();
        Statement sql = reader.createStatement()) {
      reader.setAutoCommit(false);
      sql.executeQuery("SELECT count(*) FROM trigger.event_active").close();
      assertThat(awaitFailure(retention.runOnce(clock.instant()))).isNotNull();
      assertThat(parentOf("event_20261125t1930")).containsExactly("event_active");
      // The other steps were done.
      log.insert(LoggedEvent.at(clock.instant().plus(ACTIVE)));
      assertThat(log.query("SELECT rolled_up_until FROM trigger.tally_progress").get(0))
          .startsWith("2026-11-25 22:39:00");
      reader.rollback();
    }
    pass();
    assertThat(parentOf("event_20261125t1930")).containsExactly("event_archive");
  }

  @Test
  void aTableThatHangsNowhereIsHungWhereItBelongs() {
    pass();
    LoggedEvent event = LoggedEvent.at(START);
    log.insert(event);
    log.execute("ALTER TABLE trigger.event_active DETACH PARTITION trigger.event_20261125t1930");
    log.execute("ALTER TABLE trigger.event_active DETACH PARTITION trigger.event_20261125t2000");
    assertNotFound(event.id());
    pass();
    assertThat(parentOf("event_20261125t1930")).containsExactly("event_active");
    assertThat(parentOf("event_20261125t2000")).containsExactly("event_active");
    assertThat(events.ids(View.ACTIVE)).containsExactly(event.id());

    log.execute("ALTER TABLE trigger.event_active DETACH PARTITION trigger.event_20261125t1930");
    clock.set(START.plus(Duration.ofHours(3)));
    pass();
    assertThat(parentOf("event_20261125t1930")).containsExactly("event_archive");

    log.execute("ALTER TABLE trigger.event_archive DETACH PARTITION trigger.event_20261125t1930");
    clock.set(START.plus(Duration.ofDays(3)));
    pass();
    assertThat(log.query("SELECT oid FROM pg_class WHERE relname = 'event_20261125t1930'"))
        .isEmpty();
  }

  @Test
  void aKilledPassLeavesNothingHalfDone() throws SQLException {
    // A server process that dies takes its transaction with it, wherever that was.
    try (Connection killed = log.connect();
        Statement sql = killed.createStatement()) {
      killed.setAutoCommit(false);
      sql.execute("CREATE TABLE trigger.event_20261125t1930 (LIKE trigger.event_active)");
      log.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND state = 'idle in transaction'");
    }
    pass();
    assertThat(parentOf("event_20261125t1930")).containsExactly("event_active");
  }

  @Test
  void webhookKeysAreForgottenAfterADay() {
    String keys =
        "INSERT INTO trigger.hook_key SELECT 'default', 't', 'old' || n, 'f',"
            + " gen_random_uuid(), '%s'::timestamptz - interval '24 hours 1 second'"
            + " FROM generate_series(1, 10500) n";
    log.execute(keys.formatted(START));
    log.execute(
        "INSERT INTO trigger.hook_key VALUES ('default', 't', 'young', 'f', gen_random_uuid(), '%s')"
            .formatted(START.minus(Duration.ofHours(23))));
    pass();
    assertThat(log.query("SELECT key FROM trigger.hook_key")).containsExactly("young");
  }

  @Test
  void gaugesTellHowManyEventsThereAre() {
    pass();
    log.insert(LoggedEvent.at(START), LoggedEvent.at(START.plusSeconds(1)));
    pass();
    assertThat(gauge("active")).isEqualTo(2);
    clock.set(START.plus(Duration.ofHours(1)));
    pass();
    assertThat(gauge("active")).isEqualTo(2);
    clock.set(START.plus(Duration.ofHours(3)));
    pass();
    assertThat(gauge("active")).isZero();
    assertThat(gauge("archived")).isEqualTo(2);
  }

  @Test
  void gaugesTellOfPartitionsTheirDiskAndTheLastGoodPass() {
    pass();
    assertThat(gauge("punctual_event_partitions", "active")).isEqualTo(partitions().size());
    assertThat(gauge("punctual_event_partitions", "archived")).isZero();
    assertThat(gauge("punctual_event_log_bytes", "active")).isPositive();
    assertThat(meters.get("punctual_retention_last_success_timestamp_seconds").gauge().value())
        .isEqualTo((double) START.getEpochSecond());
    clock.set(START.plus(Duration.ofHours(4)));
    pass();
    assertThat(gauge("punctual_event_partitions", "archived")).isPositive();
    assertThat(gauge("punctual_event_log_bytes", "archived")).isPositive();
  }

  private double gauge(String view) {
    return gauge("punctual_events", view);
  }

  private double gauge(String name, String view) {
    return meters.get(name).tag("view", view).gauge().value();
  }

  private void pass() {
    await(retention.runOnce(clock.instant()));
  }

  private List<String> partitions() {
    return log.query(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            + " WHERE i.inhparent IN ('trigger.event_active'::regclass,"
            + " 'trigger.event_archive'::regclass)");
  }

  private List<String> parentOf(String partition) {
    return log.query(
        """
        SELECT p.relname FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
        WHERE c.relname = '%s'
        """
            .formatted(partition));
  }

  private void assertNotFound(UUID id) {
    assertThat(awaitFailure(events.get(id)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_FOUND));
  }

  private static Config.Retention config(Duration partition) {
    return new Config.Retention(ACTIVE, TOTAL, partition, Duration.ofSeconds(15));
  }
}
