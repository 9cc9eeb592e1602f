package dev.punctual.trigger.domain;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * Tells what a change of the clocks did to a firing, or to one that was left out before it. The
 * note follows from the schedule and the firing alone, wherever the search for it began.
 */
record ClockChangeNote(CronExpression expression, WallClock clock) {
  /** Enough for a firing that comes once a year to tell that it was left out last time. */
  private static final Duration LOOKED_BACK = Duration.ofDays(400);

  /** The note on a firing, a whole second. */
  Optional<String> on(Instant firing) {
    Optional<String> own =
        clock
            .lastChange(firing)
            .flatMap(change -> note(firing, change))
            .or(() -> clock.nextChange(firing).flatMap(change -> onlyOnce(firing, change)));
    return clock.gap() == DstGap.SKIP ? own.or(() -> leftOut(firing)) : own;
  }

  private Optional<String> onlyOnce(Instant firing, ZoneOffsetTransition change) {
    return change.isOverlap() && clock.overlap() == DstOverlap.FIRST
        ? Optional.of(LocalDateTime.ofInstant(firing, change.getOffsetBefore()))
            .filter(local -> !local.isBefore(change.getDateTimeAfter()))
            .map(this::notRepeated)
        : Optional.empty();
  }

  private Optional<String> note(Instant firing, ZoneOffsetTransition change) {
    if (change.isGap() && clock.gap() == DstGap.SHIFT) {
      return Optional.of(LocalDateTime.ofInstant(firing, change.getOffsetBefore()))
          .filter(meant -> meant.isBefore(change.getDateTimeAfter()) && expression.matches(meant))
          .map(meant -> shifted(meant, meant.plus(change.getDuration())));
    }
    if (change.isOverlap() && clock.overlap() == DstOverlap.BOTH) {
      return Optional.of(LocalDateTime.ofInstant(firing, change.getOffsetAfter()))
          .filter(local -> local.isBefore(change.getDateTimeBefore()))
          .map(this::repeated);
    }
    return Optional.empty();
  }

  /** Goes back from change to change until there was a firing, which has told what came before. */
  private Optional<String> leftOut(Instant firing) {
    CronFirings firings = new CronFirings(expression, clock);
    Instant bound = firing.minus(LOOKED_BACK);
    Optional<ZoneOffsetTransition> change = clock.lastChange(firing);
    while (change.isPresent() && change.get().getInstant().isAfter(bound)) {
      Instant changed = change.get().getInstant();
      if (firings.first(changed, firing).isPresent()) {
        return Optional.empty();
      }
      Optional<String> note = leftOut(change.get());
      if (note.isPresent()) {
        return note;
      }
      change = clock.lastChange(changed.minusNanos(1));
    }
    return Optional.empty();
  }

  private Optional<String> leftOut(ZoneOffsetTransition change) {
    if (change.isOverlap()) {
      return Optional.empty();
    }
    LocalDateTime end = change.getDateTimeAfter();
    return expression
        .first(change.getDateTimeBefore(), end)
        .map(first -> leftOut(first, expression.first(first.plusSeconds(1), end).isPresent(), end));
  }

  private String shifted(LocalDateTime meant, LocalDateTime actual) {
    return "%s does not exist in %s: fires at %s".formatted(meant, clock.zone(), actual);
  }

  private String repeated(LocalDateTime local) {
    return "%s comes twice in %s: the second time".formatted(local, clock.zone());
  }

  private String notRepeated(LocalDateTime local) {
    return "%s comes twice in %s: the first time only".formatted(local, clock.zone());
  }

  private String leftOut(LocalDateTime first, boolean andMore, LocalDateTime end) {
    return andMore
        ? "the times from %s until %s do not exist in %s: left out"
            .formatted(first, end, clock.zone())
        : "%s does not exist in %s: left out".formatted(first, clock.zone());
  }
}
