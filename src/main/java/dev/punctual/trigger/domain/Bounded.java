package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The part of a schedule from its start to its end, both inclusive. It also keeps the arithmetic of
 * the schedule within years of four digits, whatever it is asked.
 */
record Bounded(Schedule schedule, Instant startAt, Instant endAt) implements Schedule {
  static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  /**
   * @throws IllegalArgumentException for bounds that are out of bounds themselves
   */
  Bounded {
    if (startAt.isBefore(EARLIEST) || endAt.isAfter(LATEST)) {
      throw new IllegalArgumentException("from %s to %s is too far".formatted(startAt, endAt));
    }
  }

  @Override
  public Optional<Due> next(Instant after) {
    if (!after.isBefore(endAt)) {
      return Optional.empty();
    }
    Instant from = after.isBefore(startAt) ? startAt.minusNanos(1) : after;
    return schedule.next(from).filter(due -> !due.scheduledFor().isAfter(endAt));
  }

  @Override
  public long count(Instant from, Instant until) {
    Instant first = from.isBefore(startAt) ? startAt : from;
    Instant bound = until.isAfter(endAt) ? endAt.plusNanos(1) : until;
    return first.isBefore(bound) ? schedule.count(first, bound) : 0;
  }
}
