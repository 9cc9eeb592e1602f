package dev.punctual.trigger.domain;

import java.time.LocalTime;
import java.util.Optional;

/**
 * The times of day that a cron expression matches.
 *
 * @param hours as bits 0 to 23, not empty
 * @param minutes as bits 0 to 59, not empty
 * @param seconds as bits 0 to 59, not empty
 */
record CronTimes(long hours, long minutes, long seconds) {
  private static final long EVERY_HOUR = (1L << 24) - 1;

  boolean everyHour() {
    return hours == EVERY_HOUR;
  }

  LocalTime first() {
    return LocalTime.of(first(hours), first(minutes), first(seconds));
  }

  /** The first matching time of the day that is not before another, which has no fraction. */
  Optional<LocalTime> from(LocalTime time) {
    int hour = time.getHour();
    if (has(hours, hour)) {
      int minute = time.getMinute();
      long secondsLeft = from(seconds, time.getSecond());
      if (has(minutes, minute) && secondsLeft != 0) {
        return Optional.of(LocalTime.of(hour, minute, first(secondsLeft)));
      }
      long minutesLeft = from(minutes, minute + 1);
      if (minutesLeft != 0) {
        return Optional.of(LocalTime.of(hour, first(minutesLeft), first(seconds)));
      }
    }
    long hoursLeft = from(hours, hour + 1);
    return hoursLeft == 0
        ? Optional.empty()
        : Optional.of(LocalTime.of(first(hoursLeft), first(minutes), first(seconds)));
  }

  /** How many matching times a day has. */
  long count() {
    return (long) Long.bitCount(hours) * perHour();
  }

  /** How many matching times a day has before this one. */
  long countBefore(LocalTime time) {
    long count = (long) below(hours, time.getHour()) * perHour();
    if (has(hours, time.getHour())) {
      count += (long) below(minutes, time.getMinute()) * Long.bitCount(seconds);
      if (has(minutes, time.getMinute())) {
        count += below(seconds, time.getSecond());
      }
    }
    return count;
  }

  private int perHour() {
    return Long.bitCount(minutes) * Long.bitCount(seconds);
  }

  private static boolean has(long set, int element) {
    return ((set >> element) & 1) != 0;
  }

  private static int first(long set) {
    return Long.numberOfTrailingZeros(set);
  }

  private static long from(long set, int least) {
    return set & (-1L << least);
  }

  private static int below(long set, int bound) {
    return Long.bitCount(set & ((1L << bound) - 1));
  }
}
