package dev.punctual.trigger.domain;

import java.util.List;

/**
 * How often durations fell into bins whose bounds grow by factors of about two. The SQL function
 * {@code histogram_bin} draws the same bounds.
 *
 * @param counts by bin: the first holds what is shorter than the first bound, the last what is not
 *     shorter than the last one
 */
public record Histogram(List<Long> counts) {
  /** In milliseconds. */
  public static final List<Long> BOUNDS =
      List.of(
          1L,
          2L,
          5L,
          10L,
          20L,
          50L,
          100L,
          200L,
          500L,
          1_000L,
          2_000L,
          5_000L,
          10_000L,
          30_000L,
          60_000L,
          300_000L,
          1_800_000L,
          3_600_000L);

  public Histogram {
    counts = List.copyOf(counts);
    if (counts.size() != BOUNDS.size() + 1) {
      throw new IllegalArgumentException(counts.size() + " bins");
    }
  }

  /**
   * How long, in milliseconds, the shortest durations that make up a share of all last at most:
   * interpolated within its bin, or the last bound where it lies beyond. 0 without durations.
   *
   * @param share from 0 to 1
   */
  public double percentile(double share) {
    double rank = share * counts.stream().mapToLong(Long::longValue).sum();
    long before = 0;
    for (int bin = 0; bin < BOUNDS.size(); bin++) {
      long within = counts.get(bin);
      if (within > 0 && before + within >= rank) {
        double lower = bin == 0 ? 0 : BOUNDS.get(bin - 1);
        return lower + (BOUNDS.get(bin) - lower) * (rank - before) / within;
      }
      before += within;
    }
    return counts.get(BOUNDS.size()) == 0 ? 0 : BOUNDS.get(BOUNDS.size() - 1);
  }
}
