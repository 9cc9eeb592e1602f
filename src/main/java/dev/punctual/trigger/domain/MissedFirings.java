package dev.punctual.trigger.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The firings of a schedule from one instant until, and without, another. They are counted, not
 * listed, because they may be millions.
 *
 * @param count how many they are, at least 1
 */
record MissedFirings(Schedule schedule, Instant from, Instant until, long count) {

  static Optional<MissedFirings> between(Schedule schedule, Instant from, Instant until) {
    long count = schedule.count(from, until);
    return count == 0
        ? Optional.empty()
        : Optional.of(new MissedFirings(schedule, from, until, count));
  }

  Instant earliest() {
    return firings(from).map(Due::scheduledFor).findFirst().orElse(from);
  }

  /** The latest so many of them, or all if they are fewer, in the order of time. */
  List<Due> latest(int size) {
    return firings(count <= size ? from : beginOfLatest(size)).toList();
  }

  /** Halves the time in which the latest begin; firings are a microsecond apart at least. */
  private Instant beginOfLatest(int size) {
    Instant begin = from;
    Instant tooLate = until;
    long left = count;
    while (left > size) {
      Instant middle = begin.plus(Duration.between(begin, tooLate).dividedBy(2));
      long leftFromMiddle = schedule.count(middle, until);
      if (leftFromMiddle >= size) {
        begin = middle;
        left = leftFromMiddle;
      } else {
        tooLate = middle;
      }
    }
    return begin;
  }

  private Stream<Due> firings(Instant begin) {
    return Stream.iterate(
            schedule.next(begin.minusNanos(1)),
            Optional::isPresent,
            due -> schedule.next(due.get().scheduledFor()))
        .map(Optional::get)
        .takeWhile(due -> due.scheduledFor().isBefore(until));
  }
}
