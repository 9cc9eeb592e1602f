package dev.punctual.trigger.domain;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Fires whenever the wall clock of a zone shows a time that a cron expression matches.
 *
 * <p>What happens when the clocks are changed depends on the expression's hours:
 *
 * <ul>
 *   <li><b>Some hours</b> ({@code 30 2 * * *}): a firing belongs to its local time, and the
 *       policies say what becomes of local times that the clocks jump over or pass twice. Firings
 *       that meet at one instant are one.
 *   <li><b>Every hour</b> ({@code 30 * * * *}): the firings divide time as it passes, and the
 *       policies don't apply. Local times that don't exist are no firings, those that come twice
 *       are two: what fires hourly goes on firing hourly.
 * </ul>
 *
 * @param noted whether firings tell what a change of the clocks did to them
 */
record CronSchedule(CronFirings firings, boolean noted) implements Schedule {

  /** The rarest of all dates, a leap day on a certain weekday, comes within 40 years. */
  private static final Duration SEARCHED = Duration.ofDays(40 * 366L);

  static CronSchedule of(CronExpression expression, WallClock clock) {
    if (expression.times().everyHour()) {
      WallClock plain = new WallClock(clock.zone(), DstGap.SKIP, DstOverlap.BOTH);
      return new CronSchedule(new CronFirings(expression, plain), false);
    }
    return new CronSchedule(new CronFirings(expression, clock), true);
  }

  @Override
  public Optional<Due> next(Instant after) {
    Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return firings.first(from, from.plus(SEARCHED)).map(firing -> new Due(firing, note(firing)));
  }

  @Override
  public long count(Instant from, Instant until) {
    return firings.count(roundedUp(from), roundedUp(until));
  }

  private Optional<String> note(Instant firing) {
    return noted
        ? new ClockChangeNote(firings.expression(), firings.clock()).on(firing)
        : Optional.empty();
  }

  private static Instant roundedUp(Instant instant) {
    Instant second = instant.truncatedTo(ChronoUnit.SECONDS);
    return second.equals(instant) ? second : second.plusSeconds(1);
  }
}
