package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final int BINS = Histogram.BOUNDS.size() + 1;

  @Test
  void nothingHasPercentilesOfZero() {
    assertThat(histogram().percentile(0.99)).isZero();
  }

  @Test
  void interpolatesWithinTheBin() {
    // 100 durations from 10 to 20 ms.
    Histogram histogram = histogram(0, 0, 0, 0, 100);
    assertThat(histogram.percentile(0.5)).isEqualTo(15);
    assertThat(histogram.percentile(1)).isEqualTo(20);
  }

  @Test
  void aBinMayBeEmptyInBetween() {
    // One shorter than 1 ms, three from 100 to 200 ms.
    Histogram histogram = histogram(1, 0, 0, 0, 0, 0, 0, 3);
    assertThat(histogram.percentile(0.25)).isEqualTo(1);
    assertThat(histogram.percentile(0.5)).isEqualTo(100 + 100 / 3.0, within(1e-9));
  }

  @Test
  void whatLiesBeyondTheLastBoundCountsAsTheLastBound() {
    List<Long> counts = new ArrayList<>(Collections.nCopies(BINS, 0L));
    counts.set(BINS - 1, 7L);
    assertThat(new Histogram(counts).percentile(0.5)).isEqualTo(3_600_000);
  }

  @Test
  void refusesAnotherNumberOfBins() {
    assertThatThrownBy(() -> new Histogram(List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void liesInTheBinOfTheTruePercentile(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 3_500_000) Integer> durations,
      @ForAll @DoubleRange(min = 0.01, max = 1) double share) {
    long[] counts = new long[BINS];
    durations.forEach(duration -> counts[bin(duration)]++);
    List<Integer> sorted = durations.stream().sorted().toList();
    int truth = sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    double found = histogram(counts).percentile(share);
    double lower = bin(truth) == 0 ? 0 : Histogram.BOUNDS.get(bin(truth) - 1);
    assertThat(found).isBetween(lower, (double) Histogram.BOUNDS.get(bin(truth)));
  }

  private static int bin(long millis) {
    return (int) Histogram.BOUNDS.stream().filter(bound -> bound <= millis).count();
  }

  private static Histogram histogram(long... first) {
    List<Long> counts = new ArrayList<>(Collections.nCopies(BINS, 0L));
    for (int bin = 0; bin < first.length; bin++) {
      counts.set(bin, first[bin]);
    }
    return new Histogram(counts);
  }
}
