package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MissedTest {
  private static final Instant FIRST = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T00:06:00Z");
  private static final Schedule MINUTELY =
      Schedule.of(ScheduleSpec.every(Duration.ofMinutes(1), FIRST));

  @Test
  void isNothingIfNothingWasMissed() {
    for (Misfire misfire : Misfire.values()) {
      assertThat(Missed.of(MINUTELY, FIRST.plusSeconds(1), FIRST.plusSeconds(60), misfire, 10))
          .isEqualTo(new Missed(List.of(), Optional.empty()));
    }
  }

  @Test
  void firesTheLatestOnceForAll() {
    assertThat(Missed.of(MINUTELY, FIRST, NOW, Misfire.FIRE_ONCE, 10))
        .isEqualTo(
            fired(
                due(
                    "2026-03-01T00:05:00Z",
                    "fires once for 6 missed firings from 2026-03-01T00:00:00Z"
                        + " to 2026-03-01T00:05:00Z")));
  }

  @Test
  void saysLessOfASingleOne() {
    Instant until = FIRST.plusSeconds(1);
    String at = "2026-03-01T00:00:00Z";
    Missed late = fired(due(at, "was missed, fires late"));
    assertThat(Missed.of(MINUTELY, FIRST, until, Misfire.FIRE_ONCE, 10)).isEqualTo(late);
    assertThat(Missed.of(MINUTELY, FIRST, until, Misfire.FIRE_ALL, 10)).isEqualTo(late);
    assertThat(Missed.of(MINUTELY, FIRST, until, Misfire.SKIP, 10))
        .isEqualTo(skipped(due(at, "was missed, skipped")));
  }

  @Test
  void skipsAllAndTellsSoOnce() {
    assertThat(Missed.of(MINUTELY, FIRST, NOW, Misfire.SKIP, 10))
        .isEqualTo(
            skipped(
                due(
                    "2026-03-01T00:05:00Z",
                    "skipped for 6 missed firings from 2026-03-01T00:00:00Z"
                        + " to 2026-03-01T00:05:00Z")));
  }

  @Test
  void firesAllUpToTheLimitAndTellsHowManyItLeavesOut() {
    assertThat(Missed.of(MINUTELY, FIRST, NOW, Misfire.FIRE_ALL, 2))
        .isEqualTo(
            fired(
                due(
                    "2026-03-01T00:04:00Z",
                    "was missed, fires late;"
                        + " 4 missed before it, from 2026-03-01T00:00:00Z on, are left out"),
                due("2026-03-01T00:05:00Z", "was missed, fires late")));
    assertThat(Missed.of(MINUTELY, FIRST, NOW, Misfire.FIRE_ALL, 6).fire())
        .hasSize(6)
        .allSatisfy(due -> assertThat(due.note()).contains("was missed, fires late"));
  }

  @Test
  void keepsWhatTheClocksDidToAFiring() {
    Schedule schedule =
        Schedule.of(
            ScheduleSpec.cron("30 2 * * *", "Europe/Berlin", DstGap.SHIFT, DstOverlap.FIRST));
    Instant midnight = Instant.parse("2026-03-29T00:00:00Z");
    assertThat(Missed.of(schedule, midnight, midnight.plusSeconds(9_999), Misfire.FIRE_ONCE, 1))
        .isEqualTo(
            fired(
                due(
                    "2026-03-29T01:30:00Z",
                    "2026-03-29T02:30 does not exist in Europe/Berlin: fires at 2026-03-29T03:30;"
                        + " was missed, fires late")));
  }

  @Test
  void countsTheMissedOfManyYearsWithoutListingThem() {
    Instant until = Instant.parse("2126-03-01T00:00:00Z");
    Schedule fast = Schedule.of(ScheduleSpec.every(Duration.ofMillis(100), FIRST));
    Schedule secondly =
        Schedule.of(
            ScheduleSpec.cron("* * 1-5 * * *", "Europe/Berlin", DstGap.SHIFT, DstOverlap.BOTH));
    for (Schedule schedule : List.of(fast, secondly)) {
      assertThat(Missed.of(schedule, FIRST, until, Misfire.FIRE_ALL, 1_000).fire())
          .hasSize(1_000)
          .last()
          .satisfies(due -> assertThat(due.scheduledFor()).isBefore(until));
    }
    assertThat(Missed.of(fast, FIRST, until, Misfire.FIRE_ONCE, 1).fire())
        .containsExactly(
            due(
                "2126-02-28T23:59:59.900Z",
                "fires once for 31556736000 missed firings from 2026-03-01T00:00:00Z"
                    + " to 2126-02-28T23:59:59.900Z"));
  }

  @Property
  void listsTheLatestOnes(
      @ForAll("schedules") Schedule schedule,
      @ForAll @IntRange(max = 60 * 86_400) int offset,
      @ForAll @IntRange(max = 20 * 86_400) int length,
      @ForAll @IntRange(min = 1, max = 30) int limit) {
    Instant from = FIRST.plusSeconds(offset).plusNanos(limit);
    Instant until = from.plusSeconds(length);
    List<Instant> all = new ArrayList<>();
    Optional<Due> due = schedule.next(from.minusNanos(1));
    while (due.filter(next -> next.scheduledFor().isBefore(until)).isPresent()) {
      all.add(due.get().scheduledFor());
      due = schedule.next(due.get().scheduledFor());
    }
    assertThat(Missed.of(schedule, from, until, Misfire.FIRE_ALL, limit).fire())
        .extracting(Due::scheduledFor)
        .isEqualTo(all.subList(Math.max(0, all.size() - limit), all.size()));
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    return Arbitraries.oneOf(
            Arbitraries.just(ScheduleSpec.at(FIRST.plusSeconds(86_400))),
            Arbitraries.longs()
                .between(60_000_001, 500_000_000_001L)
                .map(micros -> ScheduleSpec.every(Duration.ofNanos(micros * 1_000), FIRST)),
            CronArbitraries.fiveFields()
                .map(
                    cron ->
                        ScheduleSpec.cron(cron, "Europe/Berlin", DstGap.SHIFT, DstOverlap.BOTH)))
        .map(Schedule::of);
  }

  private static Missed fired(Due... due) {
    return new Missed(List.of(due), Optional.empty());
  }

  private static Missed skipped(Due due) {
    return new Missed(List.of(), Optional.of(due));
  }

  private static Due due(String scheduledFor, String note) {
    return new Due(Instant.parse(scheduledFor), Optional.of(note));
  }
}
