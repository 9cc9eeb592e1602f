package dev.punctual.trigger.domain;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A range of local times that are read with one offset.
 *
 * @param begin the first of them
 * @param end the first that is not one of them any more
 * @param change when the clocks are changed; what the pass has from then on is shifted out of a gap
 */
record Pass(LocalDateTime begin, LocalDateTime end, ZoneOffset offset, Optional<Instant> change) {

  /** The first match from one instant until, and without, another. */
  Optional<Instant> first(CronExpression expression, Instant from, Instant until) {
    return expression
        .first(later(begin, local(from)), earlier(end, local(until)))
        .map(match -> match.toInstant(offset));
  }

  boolean has(CronExpression expression, Instant instant) {
    LocalDateTime local = local(instant);
    return !local.isBefore(begin) && local.isBefore(end) && expression.matches(local);
  }

  /** How many matches there are from one instant until, and without, another. */
  long count(CronExpression expression, Instant from, Instant until) {
    LocalDateTime first = later(begin, local(from));
    LocalDateTime bound = earlier(end, local(until));
    return first.isBefore(bound) ? expression.count(first, bound) : 0;
  }

  private LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, offset);
  }

  private static LocalDateTime later(LocalDateTime a, LocalDateTime b) {
    return a.isAfter(b) ? a : b;
  }

  private static LocalDateTime earlier(LocalDateTime a, LocalDateTime b) {
    return a.isBefore(b) ? a : b;
  }
}
