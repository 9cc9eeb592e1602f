package dev.punctual.trigger.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Fires once. */
record OneShot(Instant at) implements Schedule {

  OneShot {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Optional<Due> next(Instant after) {
    return at.isAfter(after) ? Optional.of(new Due(at, Optional.empty())) : Optional.empty();
  }

  @Override
  public long count(Instant from, Instant until) {
    return !at.isBefore(from) && at.isBefore(until) ? 1 : 0;
  }
}
