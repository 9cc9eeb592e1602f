package dev.punctual.trigger.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a trigger is due: computes from a given instant, never asks a clock. Firings lie on whole
 * microseconds, as finely as they can be stored, and no two on the same one.
 */
public sealed interface Schedule permits OneShot, FixedRate, CronSchedule, Bounded {

  /** The first firing strictly after an instant; empty when there is none any more. */
  Optional<Due> next(Instant after);

  /** How many firings there are from one instant until, and without, another. */
  long count(Instant from, Instant until);

  /**
   * The schedule of a stored (anchored, valid) definition.
   *
   * @throws IllegalArgumentException for one that {@link ScheduleCheck} would refuse
   */
  static Schedule of(ScheduleSpec spec) {
    return new Bounded(
        spec.at().<Schedule>map(OneShot::new).orElseGet(() -> repeating(spec)),
        spec.startAt().orElse(Bounded.EARLIEST),
        spec.endAt().orElse(Bounded.LATEST));
  }

  private static Schedule repeating(ScheduleSpec spec) {
    if (spec.every().isPresent() && spec.startAt().isPresent()) {
      return new FixedRate(spec.startAt().get(), spec.every().get());
    }
    CronExpression expression =
        spec.cron()
            .map(CronExpression::parse)
            .orElseThrow(() -> new IllegalArgumentException("the schedule is not anchored"));
    ZoneId zone = ZoneId.of(spec.timezone().orElseThrow());
    return CronSchedule.of(expression, new WallClock(zone, spec.gap(), spec.overlap()));
  }
}
