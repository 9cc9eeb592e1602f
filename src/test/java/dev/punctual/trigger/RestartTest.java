package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerEvent;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Triggers that are due while no node runs, by misfire policy. */
class RestartTest {
  private static final Duration RATE = Duration.ofMillis(500);

  private final TestDatabase database = TestPostgres.freshDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  /** What the log says of a downtime. */
  private record Downtime(Instant begin, Instant end, List<TriggerEvent> events) {
    List<TriggerEvent> during(EventStatus status) {
      return events.stream()
          .filter(event -> event.status() == status)
          .filter(event -> event.scheduledFor().isAfter(begin))
          .filter(event -> event.scheduledFor().isBefore(end.minusSeconds(1)))
          .toList();
    }

    Set<Instant> instants() {
      return events.stream()
          .map(TriggerEvent::scheduledFor)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private Downtime passOver(Misfire misfire) {
    try (TriggerNode node = TriggerNode.on(database)) {
      node.create("t", spec(every(RATE), ActionSpec.log(), Overlap.SKIP, misfire));
      within(10).until(() -> node.events("t"), events -> events.size() >= 3);
    }
    Instant begin = Instant.now();
    TriggerNode.within(10).until(() -> Instant.now().isAfter(begin.plusSeconds(5)));
    Instant end = Instant.now();
    try (TriggerNode node = TriggerNode.on(database)) {
      List<TriggerEvent> events =
          within(10)
              .until(
                  () -> node.events("t"),
                  list ->
                      list.stream()
                          .anyMatch(event -> event.scheduledFor().isAfter(end.plusSeconds(2))));
      return new Downtime(
          begin,
          end,
          events.stream().sorted(Comparator.comparing(TriggerEvent::scheduledFor)).toList());
    }
  }

  @Test
  void fireOnceFiresOnceForAllThatWasMissed() {
    Downtime downtime = passOver(Misfire.FIRE_ONCE);
    List<TriggerEvent> ran = downtime.during(EventStatus.SUCCESS);
    assertThat(ran).hasSizeLessThanOrEqualTo(1);
    assertThat(downtime.events())
        .filteredOn(event -> event.status() == EventStatus.SUCCESS)
        .anySatisfy(event -> assertThat(event.note().orElse("")).contains("missed"));
    assertNothingTwice(downtime);
  }

  @Test
  void skipFiresNothingOfWhatWasMissedAndSaysSo() {
    Downtime downtime = passOver(Misfire.SKIP);
    assertThat(downtime.during(EventStatus.SUCCESS)).isEmpty();
    assertThat(downtime.events())
        .filteredOn(event -> event.status() == EventStatus.SKIPPED)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.note().orElse("")).contains("missed"));
    assertNothingTwice(downtime);
  }

  @Test
  void fireAllLeavesNoGap() {
    Downtime downtime = passOver(Misfire.FIRE_ALL);
    List<Instant> instants = List.copyOf(downtime.instants());
    for (int i = 1; i < instants.size(); i++) {
      assertThat(Duration.between(instants.get(i - 1), instants.get(i))).isEqualTo(RATE);
    }
    assertThat(downtime.events())
        .allSatisfy(event -> assertThat(event.status()).isEqualTo(EventStatus.SUCCESS));
    assertNothingTwice(downtime);
  }

  @Test
  void aOneShotThatWasMissedIsNotForgotten() {
    Instant at = Instant.now().plusSeconds(3);
    try (TriggerNode node = TriggerNode.on(database)) {
      node.create("late", spec(ScheduleSpec.at(at), ActionSpec.log()));
    }
    TriggerNode.within(10).until(() -> Instant.now().isAfter(at.plusSeconds(2)));
    try (TriggerNode node = TriggerNode.on(database)) {
      List<TriggerEvent> events = within(10).until(() -> node.events("late"), e -> !e.isEmpty());
      assertThat(events).hasSize(1);
      assertThat(events.get(0).status()).isEqualTo(EventStatus.SUCCESS);
      assertThat(events.get(0).latenessMs()).isGreaterThan(2_000);
    }
  }

  @Test
  void startsAlthoughItsTakeOverTakesLongerThanALease() throws Exception {
    try (TriggerNode node = TriggerNode.on(database)) {
      node.create("t", spec(every(RATE), ActionSpec.log()));
    }
    try (Connection writer = database.connect();
        Statement sql = writer.createStatement()) {
      sql.execute(
          "SELECT pg_advisory_lock_shared(x'54524947'::int, s) FROM generate_series(0, 63) s");
      try (TriggerNode node = TriggerNode.on(database, Map.of("PUNCTUAL_TRIGGER_LEASE", "PT2S"))) {
        Instant held = Instant.now();
        sql.execute("SELECT pg_advisory_unlock_all()");
        within(10)
            .until(
                () ->
                    node.count(
                            "SELECT count(*) FROM trigger.event_active WHERE scheduled_for > '%s'"
                                .formatted(held))
                        > 0);
      }
    }
  }

  private static void assertNothingTwice(Downtime downtime) {
    assertThat(downtime.instants()).hasSize(downtime.events().size());
  }
}
