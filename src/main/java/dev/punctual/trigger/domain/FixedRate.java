package dev.punctual.trigger.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Fires at the anchor and at every whole number of periods after it. Each firing is computed from
 * the anchor, not from the one before: it can't drift.
 */
record FixedRate(Instant anchor, Duration period) implements Schedule {
  static final Duration SHORTEST = Duration.ofMillis(100);
  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final long MICROS_PER_SECOND = 1_000_000;

  /**
   * @throws IllegalArgumentException for a period that is too short or too long
   */
  FixedRate {
    if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a period of %s is out of bounds".formatted(period));
    }
    anchor = anchor.truncatedTo(ChronoUnit.MICROS);
    period = period.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Optional<Due> next(Instant after) {
    long elapsed = micros(after) - micros(anchor);
    long number = Math.max(0, Math.floorDiv(elapsed, periodMicros()) + 1);
    Instant firing = anchor.plus(number * periodMicros(), ChronoUnit.MICROS);
    return Optional.of(new Due(firing, Optional.empty()));
  }

  @Override
  public long count(Instant from, Instant until) {
    return countBefore(until) - countBefore(from);
  }

  private long countBefore(Instant bound) {
    long elapsed = micros(bound.minusNanos(1)) - micros(anchor);
    return Math.max(0, Math.floorDiv(elapsed, periodMicros()) + 1);
  }

  private long periodMicros() {
    return period.getSeconds() * MICROS_PER_SECOND + period.getNano() / 1_000;
  }

  /** Microseconds since the epoch, rounded down; {@code ChronoUnit.MICROS} ends after 292 years. */
  private static long micros(Instant instant) {
    return instant.getEpochSecond() * MICROS_PER_SECOND + instant.getNano() / 1_000;
  }
}
