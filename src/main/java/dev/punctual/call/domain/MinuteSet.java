package dev.punctual.call.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Minutes of a horizon.
 *
 * @param ranges sorted; none is empty and no two touch
 */
record MinuteSet(List<MinuteRange> ranges) {

  MinuteSet {
    ranges = List.copyOf(ranges);
  }

  /** The minutes that are in any of the ranges. */
  static MinuteSet union(Collection<MinuteRange> ranges) {
    List<MinuteRange> sorted =
        ranges.stream()
            .filter(range -> range.length() > 0)
            .sorted(Comparator.comparingInt(MinuteRange::from))
            .toList();
    List<MinuteRange> merged = new ArrayList<>();
    for (MinuteRange range : sorted) {
      int last = merged.size() - 1;
      if (last >= 0 && range.from() <= merged.get(last).to()) {
        MinuteRange before = merged.get(last);
        merged.set(last, new MinuteRange(before.from(), Math.max(before.to(), range.to())));
      } else {
        merged.add(range);
      }
    }
    return new MinuteSet(merged);
  }

  MinuteSet intersect(MinuteSet other) {
    List<MinuteRange> common = new ArrayList<>();
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() && theirs < other.ranges.size()) {
      MinuteRange a = ranges.get(mine);
      MinuteRange b = other.ranges.get(theirs);
      common.add(overlap(a, b));
      if (a.to() < b.to()) {
        mine++;
      } else {
        theirs++;
      }
    }
    return union(common);
  }

  private static MinuteRange overlap(MinuteRange a, MinuteRange b) {
    int from = Math.max(a.from(), b.from());
    return new MinuteRange(from, Math.max(from, Math.min(a.to(), b.to())));
  }

  MinuteSet intersect(MinuteRange range) {
    return intersect(union(List.of(range)));
  }

  /** What is left where every range ends some minutes earlier. */
  MinuteSet endingEarlier(int minutes) {
    return union(
        ranges.stream().map(range -> new MinuteRange(range.from(), range.to() - minutes)).toList());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** In order. */
  IntStream minutes() {
    return ranges.stream().flatMapToInt(range -> IntStream.range(range.from(), range.to()));
  }
}
