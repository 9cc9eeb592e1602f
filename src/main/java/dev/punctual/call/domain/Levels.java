package dev.punctual.call.domain;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How full minutes are, what is booked included. A level is a pace in calls an hour: at level 60·q
 * + f every minute has q calls and f in 60 have one more, as far as their shares allow.
 */
final class Levels {
  private static final int HOUR = 60;

  private final int[] shares;
  private final IntUnaryOperator booked;

  /**
   * @param shares how many more calls each minute can take
   * @param booked how many each has
   */
  Levels(int[] shares, IntUnaryOperator booked) {
    this.shares = shares;
    this.booked = booked;
  }

  /** How many more calls the minutes take at a level. */
  int room(MinuteRange range, int level) {
    int whole = level / HOUR;
    int low = sum(range, whole);
    int part = level % HOUR;
    return part == 0 ? low : low + (int) ((long) (sum(range, whole + 1) - low) * part / HOUR);
  }

  /** The lowest level at which every minute of the range has all of its share. */
  int top(MinuteRange range) {
    return HOUR
        * minutes(range)
            .filter(minute -> shares[minute] > 0)
            .map(minute -> shares[minute] + booked.applyAsInt(minute))
            .max()
            .orElse(0);
  }

  /** How many of the calls each minute gets, as level and then as evenly as can be. */
  int[] fill(MinuteRange range, int calls) {
    int level = fullest(range, calls);
    int[] counts = minutes(range).map(minute -> more(minute, level)).toArray();
    int[] roomy =
        IntStream.range(0, counts.length)
            .filter(i -> more(range.from() + i, level + 1) > counts[i])
            .toArray();
    int rest = calls - IntStream.of(counts).sum();
    for (int i = 0; i < rest; i++) {
      counts[roomy[(int) ((2L * i + 1) * roomy.length / (2L * rest))]]++;
    }
    return counts;
  }

  /** The highest whole level that the calls fill. */
  private int fullest(MinuteRange range, int calls) {
    int low = 0;
    int high = top(range) / HOUR;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (sum(range, middle) <= calls) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private int sum(MinuteRange range, int whole) {
    int sum = 0;
    for (int minute = range.from(); minute < range.to(); minute++) {
      sum += more(minute, whole);
    }
    return sum;
  }

  /** How many more calls a minute takes until it has {@code whole} of them. */
  private int more(int minute, int whole) {
    return Math.min(shares[minute], Math.max(0, whole - booked.applyAsInt(minute)));
  }

  private static IntStream minutes(MinuteRange range) {
    return IntStream.range(range.from(), range.to());
  }
}
