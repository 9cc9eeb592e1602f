package dev.punctual.call.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The minutes that are planned, counted from {@code start}.
 *
 * @param start a whole minute
 */
record Horizon(Instant start, int minutes) {
  static final int MINUTES_PER_DAY = 24 * 60;

  /** Calls are planned from this minute on: a plan has a minute to be stored before it begins. */
  static final int FIRST = 2;

  /** From the minute of {@code now}. */
  static Horizon from(Instant now, int days) {
    return new Horizon(now.truncatedTo(ChronoUnit.MINUTES), days * MINUTES_PER_DAY);
  }

  Horizon following(int days) {
    return new Horizon(at(minutes), days * MINUTES_PER_DAY);
  }

  Instant at(int minute) {
    return start.plus(Duration.ofMinutes(minute));
  }

  /** The minute of an instant: negative before the start, and far enough away if it is far. */
  int minute(Instant instant) {
    long minute = Math.floorDiv(Duration.between(start, instant).toSeconds(), 60L);
    return (int) Math.max(Integer.MIN_VALUE / 2, Math.min(Integer.MAX_VALUE / 2, minute));
  }
}
