package dev.punctual.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which partitions are to be made. They begin and end at multiples of their length since the epoch;
 * what is covered already, perhaps by pieces of another length, stays as it is.
 */
final class PartitionPlan {
  /** A node whose clock is behind logs into the piece before. */
  private static final Duration BEHIND = Duration.ofMinutes(1);

  /** The log goes on for so long while nobody makes partitions. */
  private static final Duration AHEAD = Duration.ofHours(2);

  private static final int PIECES_AT_LEAST = 4;

  /** Each costs a table and its indexes: very short pieces are not made for hours. */
  private static final int PIECES_AT_MOST = 64;

  private final Duration length;
  private final Duration ahead;

  /**
   * @param length whole seconds
   */
  PartitionPlan(Duration length) {
    this.length = length;
    this.ahead =
        longer(
            length.multipliedBy(PIECES_AT_LEAST),
            shorter(AHEAD, length.multipliedBy(PIECES_AT_MOST)));
  }

  /** What is not covered yet of the time around an instant, in order. */
  List<TimeRange> missing(Instant now, Collection<TimeRange> existing) {
    List<TimeRange> sorted =
        existing.stream().sorted(Comparator.comparing(TimeRange::from)).toList();
    List<TimeRange> missing = new ArrayList<>();
    Instant end = now.plus(ahead);
    for (Instant from = floor(now.minus(BEHIND)); from.isBefore(end); from = from.plus(length)) {
      addUncovered(new TimeRange(from, from.plus(length)), sorted, missing);
    }
    return missing;
  }

  private static void addUncovered(
      TimeRange piece, List<TimeRange> sorted, List<TimeRange> missing) {
    Instant covered = piece.from();
    for (TimeRange range : sorted) {
      if (!range.to().isAfter(covered)) {
        continue;
      }
      if (!range.from().isBefore(piece.to())) {
        break;
      }
      if (range.from().isAfter(covered)) {
        missing.add(new TimeRange(covered, range.from()));
      }
      covered = range.to();
    }
    if (covered.isBefore(piece.to())) {
      missing.add(new TimeRange(covered, piece.to()));
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Instant floor(Instant instant) {
    long seconds = length.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }
}
