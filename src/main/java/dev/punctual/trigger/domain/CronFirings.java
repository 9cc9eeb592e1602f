package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * The instants at which a wall clock shows a time that a cron expression matches. All instants here
 * are whole seconds.
 */
record CronFirings(CronExpression expression, WallClock clock) {

  /** The first firing from one instant until, and without, another. */
  Optional<Instant> first(Instant from, Instant until) {
    Instant bound = until;
    Optional<Pass> pass = Optional.of(clock.reaching(from));
    while (pass.isPresent()) {
      // A firing that is shifted out of a gap may come after one of the next pass.
      bound = pass.get().first(expression, from, bound).orElse(bound);
      pass = clock.after(pass.get(), bound);
    }
    return bound.isBefore(until) ? Optional.of(bound) : Optional.empty();
  }

  /** How many firings there are from one instant until, and without, another. */
  long count(Instant from, Instant until) {
    Pass pass = clock.reaching(from);
    long count = pass.count(expression, from, until);
    Optional<Pass> next = clock.after(pass, until);
    while (next.isPresent()) {
      count += next.get().count(expression, from, until);
      count -= shared(pass, next.get(), from, until);
      pass = next.get();
      next = clock.after(pass, until);
    }
    return count;
  }

  /** How many firings are shifted out of a gap onto one of the next pass. */
  private long shared(Pass pass, Pass next, Instant from, Instant until) {
    Instant change = pass.change().orElse(until);
    Instant begin = change.isBefore(from) ? from : change;
    long shared = 0;
    Optional<Instant> shifted = pass.first(expression, begin, until);
    while (shifted.isPresent()) {
      if (next.has(expression, shifted.get())) {
        shared++;
      }
      shifted = pass.first(expression, shifted.get().plusSeconds(1), until);
    }
    return shared;
  }
}
