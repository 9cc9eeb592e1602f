package dev.punctual.trigger.domain;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * How local times of a zone become instants, as a sequence of {@link Pass passes}: from one change
 * of the clocks to the next, local times are read with the same offset.
 *
 * <p>The policies say where passes begin and end. With {@code SHIFT}, a pass also has the local
 * times of the gap that ends it, as if the clocks had not been changed yet; with {@code SKIP} no
 * pass has them. With {@code FIRST}, a pass begins after the local times that the one before had
 * already; with {@code BOTH} they belong to both. So with {@code SHIFT} and {@code FIRST} the
 * passes cut local time into pieces that have every local time once.
 */
record WallClock(ZoneId zone, DstGap gap, DstOverlap overlap) {

  /** The first pass that may have an instant that is not before this one. */
  Pass reaching(Instant instant) {
    return lastChange(instant)
        .filter(this::isGapShifted)
        .filter(change -> instant.isBefore(change.getInstant().plus(change.getDuration())))
        .map(change -> at(change.getInstant().minusNanos(1)))
        .orElseGet(() -> at(instant));
  }

  /** The pass after another, if the clocks are changed before an instant. */
  Optional<Pass> after(Pass pass, Instant bound) {
    return pass.change().filter(bound::isAfter).map(this::at);
  }

  /** The last change of the clocks that is not after an instant. */
  Optional<ZoneOffsetTransition> lastChange(Instant instant) {
    return Optional.ofNullable(zone.getRules().previousTransition(instant.plusNanos(1)));
  }

  /** The first change of the clocks that is after an instant. */
  Optional<ZoneOffsetTransition> nextChange(Instant instant) {
    return Optional.ofNullable(zone.getRules().nextTransition(instant));
  }

  private Pass at(Instant instant) {
    Optional<ZoneOffsetTransition> closing = nextChange(instant);
    return new Pass(
        lastChange(instant).map(this::begin).orElse(LocalDateTime.MIN),
        closing.map(this::end).orElse(LocalDateTime.MAX),
        zone.getRules().getOffset(instant),
        closing.map(ZoneOffsetTransition::getInstant));
  }

  private LocalDateTime begin(ZoneOffsetTransition change) {
    return change.isOverlap() && overlap == DstOverlap.FIRST
        ? change.getDateTimeBefore()
        : change.getDateTimeAfter();
  }

  private LocalDateTime end(ZoneOffsetTransition change) {
    return isGapShifted(change) ? change.getDateTimeAfter() : change.getDateTimeBefore();
  }

  private boolean isGapShifted(ZoneOffsetTransition change) {
    return change.isGap() && gap == DstGap.SHIFT;
  }
}
