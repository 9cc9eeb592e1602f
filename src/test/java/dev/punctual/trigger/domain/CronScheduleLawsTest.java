package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every expression in every zone, also while the clocks are changed. */
class CronScheduleLawsTest {
  private static final List<ZoneId> ZONES =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  /** Zones with something special in 2026, and one without. */
  private static final List<ZoneId> CHANGING =
      List.of(
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/New_York"),
          ZoneId.of("America/Santiago"),
          ZoneId.of("Asia/Beirut"),
          ZoneId.of("Africa/Casablanca"),
          ZoneId.of("Africa/Cairo"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Antarctica/Troll"),
          ZoneId.of("Asia/Kathmandu"));

  record Case(String expression, WallClock clock, Instant start) {
    Schedule schedule() {
      return CronSchedule.of(CronExpression.parse(expression), clock);
    }
  }

  @Property(tries = 3_000)
  void goesOnlyForwardAndStaysWhereItStopped(@ForAll("anywhere") Case any) {
    Schedule schedule = any.schedule();
    Instant at = any.start();
    for (int i = 0; i < 50; i++) {
      Optional<Due> next = schedule.next(at);
      if (next.isEmpty()) {
        return;
      }
      Instant firing = next.get().scheduledFor();
      assertThat(firing).isAfter(at);
      assertThat(schedule.next(at.plus(Duration.between(at, firing).dividedBy(2)))).isEqualTo(next);
      assertThat(schedule.next(firing.minusNanos(1))).isEqualTo(next);
      at = firing;
    }
  }

  @Property(tries = 1_500)
  void firesWheneverAScanOfAllLocalMinutesSaysSo(
      @ForAll("aroundChanges") Case any, @ForAll @IntRange(min = 1, max = 6) int days) {
    Instant until = any.start().plus(Duration.ofDays(days));
    List<Instant> stepped = stepped(any.schedule(), any.start(), until);
    assertThat(stepped).isEqualTo(scanned(any, until));
    assertThat(any.schedule().count(any.start(), until)).isEqualTo(stepped.size());
  }

  private static List<Instant> stepped(Schedule schedule, Instant from, Instant until) {
    List<Instant> firings = new ArrayList<>();
    Optional<Instant> firing = schedule.next(from.minusNanos(1)).map(Due::scheduledFor);
    while (firing.filter(until::isAfter).isPresent()) {
      firings.add(firing.get());
      firing = schedule.next(firing.get()).map(Due::scheduledFor);
    }
    return firings;
  }

  /** Tries every local minute, with the zone's rules for each; the expression has no seconds. */
  private static List<Instant> scanned(Case any, Instant until) {
    CronExpression expression = CronExpression.parse(any.expression());
    boolean everyHour = expression.times().everyHour();
    TreeSet<Instant> firings = new TreeSet<>();
    LocalDateTime local = LocalDateTime.ofInstant(any.start(), ZoneOffset.UTC).minusDays(1);
    LocalDateTime end = LocalDateTime.ofInstant(until, ZoneOffset.UTC).plusDays(1);
    for (; local.isBefore(end); local = local.plusMinutes(1)) {
      if (expression.matches(local)) {
        firings.addAll(instants(local, any.clock(), everyHour));
      }
    }
    Predicate<Instant> within = at -> !at.isBefore(any.start()) && at.isBefore(until);
    return firings.stream().filter(within).toList();
  }

  private static List<Instant> instants(LocalDateTime local, WallClock clock, boolean everyHour) {
    List<ZoneOffset> offsets = clock.zone().getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      return everyHour || clock.gap() == DstGap.SKIP
          ? List.of()
          : List.of(local.atZone(clock.zone()).toInstant());
    }
    int passes = everyHour || clock.overlap() == DstOverlap.BOTH ? offsets.size() : 1;
    return offsets.stream().limit(passes).map(local::toInstant).toList();
  }

  @Provide
  Arbitrary<Case> anywhere() {
    Instant first = Instant.parse("1990-01-01T00:00:00Z");
    Arbitrary<Instant> starts =
        Arbitraries.longs()
            .between(0, Duration.ofDays(100 * 365).toMillis())
            .map(first::plusMillis);
    return Combinators.combine(CronArbitraries.any(), clocks(ZONES), starts).as(Case::new);
  }

  @Provide
  Arbitrary<Case> aroundChanges() {
    return Combinators.combine(
            CronArbitraries.fiveFields(),
            clocks(CHANGING),
            Arbitraries.of("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z").map(Instant::parse),
            Arbitraries.integers().between(-5 * 1440, 1440))
        .as(
            (expression, clock, season, minutes) ->
                new Case(
                    expression, clock, change(clock, season).plus(Duration.ofMinutes(minutes))));
  }

  private static Instant change(WallClock clock, Instant season) {
    return Optional.ofNullable(clock.zone().getRules().nextTransition(season))
        .map(ZoneOffsetTransition::getInstant)
        .orElse(season);
  }

  private static Arbitrary<WallClock> clocks(List<ZoneId> zones) {
    return Combinators.combine(
            Arbitraries.of(zones), Arbitraries.of(DstGap.class), Arbitraries.of(DstOverlap.class))
        .as(WallClock::new);
  }
}
