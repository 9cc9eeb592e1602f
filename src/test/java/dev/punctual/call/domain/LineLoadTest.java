package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineLoadTest {

  /** With one line the formula is e^(−T/m): T must be ln 100 mean calls, which are 4.6. */
  @Test
  void leavesOneLineFreeForNearlyFiveMeanCalls() {
    assertThat(LineLoad.callsPerHour(1, Duration.ofMinutes(1))).isEqualTo(13);
    assertThat(LineLoad.callsPerHour(1, Duration.ofMinutes(30))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "5, 3", "10, 3", "30, 2", "100, 4"})
  void losesAPercentOfPacedCallsAndNoMore(int lines, int meanMinutes) {
    int calls = LineLoad.callsPerHour(lines, Duration.ofMinutes(meanMinutes));
    assertThat(lost(lines, meanMinutes, calls)).isBetween(0.004, 0.0125);
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 3", "10, 3", "100, 4", "1000, 10"})
  void allowsMoreThanErlangBWhichIsForRandomCallsAndLessThanAllLinesBusy(
      int lines, int meanMinutes) {
    int calls = LineLoad.callsPerHour(lines, Duration.ofMinutes(meanMinutes));
    assertThat(calls * meanMinutes / 60.0).isGreaterThan(erlangs(lines) - 1).isLessThan(lines);
  }

  /** The load of which Erlang's B loses 1 %. */
  private static double erlangs(int lines) {
    double load = 0;
    while (erlangB(lines, load) < 0.01) {
      load += lines / 1_000.0;
    }
    return load;
  }

  private static double erlangB(int lines, double load) {
    double lost = 1;
    for (int line = 1; line <= lines; line++) {
      lost = load * lost / (line + load * lost);
    }
    return lost;
  }

  private static double lost(int lines, double meanMinutes, int callsPerHour) {
    Random random = new Random(1);
    PriorityQueue<Double> ends = new PriorityQueue<>();
    int all = 300_000;
    int lost = 0;
    for (int call = 0; call < all; call++) {
      double at = call * 60.0 / callsPerHour;
      while (!ends.isEmpty() && ends.element() <= at) {
        ends.remove();
      }
      if (ends.size() == lines) {
        lost++;
      } else {
        ends.add(at - meanMinutes * Math.log(1 - random.nextDouble()));
      }
    }
    return lost / (double) all;
  }
}
