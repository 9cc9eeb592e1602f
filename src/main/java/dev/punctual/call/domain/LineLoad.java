package dev.punctual.call.domain;

import java.time.Duration;
import java.util.function.IntPredicate;

/**
 * How many calls an hour some lines can carry.
 *
 * <p>A call that starts while every line is busy is lost. With calls started at even intervals of T
 * on n lines, each lasting an exponential time of mean m, the part that is lost is
 *
 * <pre>  1 / B = Σ (k = 0..n) C(n, k) · Π (j = 1..k) (e^(j·T/m) − 1)</pre>
 *
 * (C. Palm, 1943; L. Takács, Introduction to the Theory of Queues, 1962, ch. 4: the loss formula of
 * GI/M/n, here with constant intervals. Erlang's B is the same for random intervals, which lose
 * more.) The head-room left is what keeps B at 1 % or below.
 */
final class LineLoad {
  private static final double SERVED_PER_LOST = 100;
  private static final double MINUTES_PER_HOUR = 60;

  private LineLoad() {}

  /** The most calls an hour of which at most 1 % find no line; 0 if one is too many. */
  static int callsPerHour(int lines, Duration meanCall) {
    double mean = meanCall.toMillis() / (double) Duration.ofMinutes(1).toMillis();
    int utmost = (int) Math.min(Integer.MAX_VALUE - 1, lines * MINUTES_PER_HOUR / mean);
    return greatest(utmost, calls -> carries(lines, MINUTES_PER_HOUR / calls / mean));
  }

  /**
   * Whether at most 1 % is lost.
   *
   * @param interval between calls, in mean calls
   */
  private static boolean carries(int lines, double interval) {
    double term = 1;
    double sum = 1;
    for (int k = 1; k <= lines && sum < SERVED_PER_LOST; k++) {
      term *= (lines - k + 1) / (double) k * Math.expm1(k * interval);
      sum += term;
    }
    return sum >= SERVED_PER_LOST;
  }

  private static int greatest(int utmost, IntPredicate holds) {
    int low = 0;
    int high = utmost;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (holds.test(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
