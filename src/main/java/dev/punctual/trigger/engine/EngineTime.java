package dev.punctual.trigger.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time that the engine goes by: the database's, the only clock that nodes share. It runs on the
 * monotonic clock of this machine and is set right by what heartbeats tell, so that neither a step
 * of this machine's clock nor a clock that is wrong makes anything fire early, late or twice.
 *
 * <p>Set by one thread, read by any.
 */
final class EngineTime extends Clock {
  private final LongSupplier nanos;
  private volatile Anchor anchor;

  /** An instant, and what the monotonic clock said then. */
  private record Anchor(Instant instant, long nanos) {
    Instant at(long later) {
      return instant.plusNanos(later - nanos);
    }
  }

  /**
   * Begins with this machine's idea of the time.
   *
   * @param nanos a monotonic clock, in nanoseconds
   */
  EngineTime(Clock clock, LongSupplier nanos) {
    this.nanos = nanos;
    this.anchor = new Anchor(clock.instant(), nanos.getAsLong());
  }

  Instant now() {
    return anchor.at(nanos.getAsLong());
  }

  long nanos() {
    return nanos.getAsLong();
  }

  /**
   * Takes the database's answer to what time it is.
   *
   * @param asked {@link #nanos()} when it was asked; the answer was made since then, nobody knows
   *     when, so a difference within that span is none
   */
  void heard(Instant databaseNow, long asked) {
    long answered = nanos.getAsLong();
    Duration uncertainty = Duration.ofNanos((answered - asked) / 2);
    Instant middle = anchor.at(asked + (answered - asked) / 2);
    Duration offset = Duration.between(middle, databaseNow);
    if (offset.abs().compareTo(uncertainty) > 0) {
      anchor = new Anchor(anchor.at(answered).plus(offset), answered);
    }
  }

  @Override
  public Instant instant() {
    return now();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants have no zone");
  }
}
