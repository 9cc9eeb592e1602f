package dev.punctual.call.domain;

import java.time.Instant;
import java.util.Collection;

/**
 * How many calls may start, of which some are booked. No 60 consecutive minutes hold more than
 * {@code perHour}, wherever they begin.
 *
 * <p>That alone would let a whole hour's calls start in one minute. What is planned keeps an even
 * pace besides: the kth minute of an uninterrupted run of minutes gets ⌈(k+1)·c/60⌉ − ⌈k·c/60⌉ of c
 * calls an hour. A minute's share is fixed before it is known who wants it, so that plans can be
 * exact: to place the most calls within the hourly limit alone is to schedule jobs of equal length
 * with several start intervals, which is NP-hard (J. M. Keil, 1992).
 */
final class HourlyCapacity {
  private static final int HOUR = 60;

  private final Horizon horizon;
  private final int perHour;

  /** By minute, from an hour before the horizon until an hour after it. */
  private final int[] booked;

  /** The sums of the hours within that time, by their first minute. */
  private final int[] hours;

  HourlyCapacity(CallPolicy policy, Horizon horizon, Collection<Instant> planned) {
    this.horizon = horizon;
    this.perHour = perHour(policy);
    this.booked = new int[horizon.minutes() + 2 * HOUR];
    this.hours = new int[booked.length - HOUR + 1];
    planned.forEach(at -> book(horizon.minute(at)));
  }

  private static int perHour(CallPolicy policy) {
    if (policy.lines().isEmpty() || policy.meanCall().isEmpty()) {
      return policy.maxCallsPerHour();
    }
    return Math.min(
        policy.maxCallsPerHour(),
        LineLoad.callsPerHour(policy.lines().getAsInt(), policy.meanCall().get()));
  }

  int booked(int minute) {
    return booked[minute + HOUR];
  }

  /** Counts a call; one that is further than an hour from the horizon does not matter. */
  void book(int minute) {
    int index = minute + HOUR;
    if (index >= 0 && index < booked.length) {
      booked[index]++;
      add(hours, index, 1);
    }
  }

  /** Whether every hour around a minute of the horizon has room for one more. */
  boolean hasRoom(int minute) {
    return room(hours, minute + HOUR) > 0;
  }

  /**
   * How many more calls each minute of the horizon can take.
   *
   * @param wanted the minutes in which a call may start
   */
  int[] shares(MinuteSet wanted) {
    int[] filled = hours.clone();
    int[] shares = new int[horizon.minutes()];
    for (MinuteRange run : wanted.ranges()) {
      for (int minute = run.from(); minute < run.to(); minute++) {
        int share = pace(minute - run.from()) - booked(minute);
        shares[minute] = Math.max(0, Math.min(share, room(filled, minute + HOUR)));
        add(filled, minute + HOUR, shares[minute]);
      }
    }
    return shares;
  }

  private int pace(int minuteOfRun) {
    return Math.toIntExact(ceil((minuteOfRun + 1L) * perHour) - ceil((long) minuteOfRun * perHour));
  }

  private static long ceil(long sixtieths) {
    return Math.floorDiv(sixtieths + HOUR - 1, (long) HOUR);
  }

  private int room(int[] filled, int index) {
    int fullest = 0;
    for (int first = first(index); first <= last(index, filled); first++) {
      fullest = Math.max(fullest, filled[first]);
    }
    return perHour - fullest;
  }

  private static void add(int[] filled, int index, int calls) {
    for (int first = first(index); first <= last(index, filled); first++) {
      filled[first] += calls;
    }
  }

  /** The first hour that a minute is in. */
  private static int first(int index) {
    return Math.max(0, index - HOUR + 1);
  }

  private static int last(int index, int[] filled) {
    return Math.min(index, filled.length - 1);
  }
}
