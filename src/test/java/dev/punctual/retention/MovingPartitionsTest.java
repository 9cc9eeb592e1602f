package dev.punctual.retention;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.Config;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers while partitions go from one parent to the other and back. */
class MovingPartitionsTest {
  private static final Instant START = Instant.parse("2026-11-25T19:40:00Z");
  private static final Duration ACTIVE = Duration.ofHours(2);
  private static final Config.Retention CONFIG =
      new Config.Retention(
          ACTIVE, Duration.ofDays(2), Duration.ofMinutes(30), Duration.ofSeconds(15));

  private final TestEventLog log = new TestEventLog();
  private final TestClock clock = new TestClock(START);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Retention retention = new Retention(log.database(), meters, CONFIG);
  private final TestEventReader events = new TestEventReader(log, clock, CONFIG);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aReaderNeverSeesAnEventInNeitherViewNorInBoth() {
    await(retention.runOnce(START));
    List<LoggedEvent> logged = new ArrayList<>();
    for (int minute = 0; minute < 120; minute++) {
      logged.add(LoggedEvent.at(START.plus(Duration.ofMinutes(minute))));
    }
    log.insert(logged);
    Set<UUID> all = new HashSet<>();
    logged.forEach(event -> all.add(event.id()));
    // The reader's clock stands at an instant at which all are archived; the partitions move.
    clock.set(START.plus(ACTIVE).plus(Duration.ofHours(3)));
    AtomicBoolean moving = new AtomicBoolean(true);
    Future<Void> moves = shuffle(40).onComplete(done -> moving.set(false));
    int looks = 0;
    while (moving.get()) {
      List<UUID> seen = events.ids(View.ARCHIVED);
      assertThat(seen).hasSameSizeAs(all).containsAll(all);
      assertThat(await(events.get(logged.get(7).id())).id()).isEqualTo(logged.get(7).id());
      looks++;
    }
    await(moves);
    assertThat(looks).isGreaterThan(10);
    assertThat(meters.counter("punctual_event_partition_changes", "change", "moved").count())
        .isGreaterThan(40);
  }

  /** The retention moves the partitions, the test puts them back. */
  private Future<Void> shuffle(int rounds) {
    if (rounds == 0) {
      return Future.succeededFuture();
    }
    return retention
        .runOnce(clock.instant())
        .transform(
            done ->
                log.vertx()
                    .executeBlocking(
                        () -> {
                          backToActive();
                          return null;
                        }))
        .compose(back -> shuffle(rounds - 1));
  }

  private void backToActive() throws SQLException {
    try (Connection connection = log.connect();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String hour : List.of("19", "20", "21")) {
        sql.execute(
            """
            DO $$ DECLARE name text := 'event_20261125t%1$s30'; range text; BEGIN
              SELECT pg_get_expr(c.relpartbound, c.oid) INTO range
              FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
              WHERE c.relname = name AND i.inhparent = 'trigger.event_archive'::regclass;
              IF range IS NOT NULL THEN
                EXECUTE 'ALTER TABLE trigger.event_archive DETACH PARTITION trigger.' || name;
                EXECUTE 'ALTER TABLE trigger.event_active ATTACH PARTITION trigger.' || name
                  || ' ' || range;
              END IF;
            END $$
            """
                .formatted(hour));
      }
      connection.commit();
    }
  }
}
