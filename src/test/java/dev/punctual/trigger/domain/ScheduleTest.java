package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void firesOnceAtAnInstant() {
    Schedule schedule = Schedule.of(ScheduleSpec.at(NEW_YEAR.plusNanos(1)));
    assertThat(schedule.next(NEW_YEAR.minusNanos(1))).contains(new Due(NEW_YEAR, Optional.empty()));
    assertThat(schedule.next(NEW_YEAR)).isEmpty();
    assertThat(schedule.count(NEW_YEAR, NEW_YEAR.plusNanos(1))).isEqualTo(1);
    assertThat(schedule.count(NEW_YEAR.minusSeconds(9), NEW_YEAR)).isZero();
  }

  @Test
  void firesAtItsStartAndAtItsEnd() {
    for (Optional<String> cron : List.of(Optional.of("*/10 * * * * *"), Optional.<String>empty())) {
      Schedule schedule =
          Schedule.of(repeating(cron, NEW_YEAR, Optional.of(NEW_YEAR.plusSeconds(20))));
      assertThat(all(schedule))
          .containsExactly(NEW_YEAR, NEW_YEAR.plusSeconds(10), NEW_YEAR.plusSeconds(20));
      assertThat(schedule.count(Instant.MIN, Instant.MAX)).isEqualTo(3);
      assertThat(schedule.count(NEW_YEAR, NEW_YEAR.plusSeconds(20))).isEqualTo(2);
      assertThat(schedule.count(NEW_YEAR.plusSeconds(60), NEW_YEAR)).isZero();
    }
  }

  @Test
  void leavesOutWhatComesBeforeItsStartWhereTheStartIsNoFiring() {
    Schedule schedule =
        Schedule.of(
            repeating(
                Optional.of("*/10 * * * * *"),
                NEW_YEAR.plusNanos(1_000),
                Optional.of(NEW_YEAR.plusSeconds(19))));
    assertThat(all(schedule)).containsExactly(NEW_YEAR.plusSeconds(10));
  }

  @Test
  void endsWithTheYear9999HoweverItIsAsked() {
    List<ScheduleSpec> specs =
        List.of(
            ScheduleSpec.every(Duration.ofMillis(100), NEW_YEAR),
            ScheduleSpec.cron("* * * * * *", "Europe/Berlin", DstGap.SHIFT, DstOverlap.FIRST));
    for (ScheduleSpec spec : specs) {
      Schedule schedule = Schedule.of(spec);
      assertThat(schedule.next(Instant.MIN)).isPresent();
      assertThat(schedule.next(Instant.MAX)).isEmpty();
      assertThat(schedule.next(Instant.parse("9999-12-31T23:59:59.95Z"))).isEmpty();
      assertThat(schedule.next(Instant.parse("9999-12-31T23:59:58.85Z"))).isPresent();
      assertThat(schedule.count(Instant.MIN, Instant.MAX)).isGreaterThan(1_000_000_000);
    }
  }

  @Test
  void takesUtcWhereNoZoneIsNamed() {
    assertThat(
            Schedule.of(repeating(Optional.of("0 12 * * *"), NEW_YEAR, Optional.empty()))
                .next(NEW_YEAR))
        .contains(new Due(Instant.parse("2026-01-01T12:00:00Z"), Optional.empty()));
  }

  @Test
  void refusesADefinitionThatIsNotAnchored() {
    ScheduleSpec cron = ScheduleSpec.cron("x", "UTC", DstGap.SHIFT, DstOverlap.FIRST);
    assertThatIllegalArgumentException().isThrownBy(() -> Schedule.of(cron));
    ScheduleSpec in =
        new ScheduleSpec(
            Optional.empty(),
            Optional.of(Duration.ofMinutes(1)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            DstGap.SHIFT,
            DstOverlap.FIRST,
            Optional.empty(),
            Optional.empty());
    assertThatIllegalArgumentException().isThrownBy(() -> Schedule.of(in));
    assertThat(Schedule.of(in.anchoredAt(NEW_YEAR)).next(NEW_YEAR))
        .contains(new Due(NEW_YEAR.plusSeconds(60), Optional.empty()));
  }

  /** Every ten seconds, in either way. */
  private static ScheduleSpec repeating(
      Optional<String> cron, Instant start, Optional<Instant> end) {
    return new ScheduleSpec(
        Optional.empty(),
        Optional.empty(),
        cron.isPresent() ? Optional.empty() : Optional.of(Duration.ofSeconds(10)),
        cron,
        Optional.empty(),
        DstGap.SHIFT,
        DstOverlap.FIRST,
        Optional.of(start),
        end);
  }

  private static List<Instant> all(Schedule schedule) {
    return Stream.iterate(
            schedule.next(Instant.MIN),
            Optional::isPresent,
            due -> schedule.next(due.get().scheduledFor()))
        .map(due -> due.get().scheduledFor())
        .toList();
  }
}
