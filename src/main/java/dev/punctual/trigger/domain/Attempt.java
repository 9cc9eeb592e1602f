package dev.punctual.trigger.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One try of a run.
 *
 * @param number from 1
 * @param startedAt to the microsecond, as every instant of an event
 * @param finishedAt the same
 * @param statusCode what an endpoint answered
 * @param error why it failed; empty for the one that succeeded
 */
public record Attempt(
    int number,
    Instant startedAt,
    Instant finishedAt,
    Optional<Integer> statusCode,
    Optional<String> error) {

  public Attempt {
    startedAt = startedAt.truncatedTo(ChronoUnit.MICROS);
    finishedAt = finishedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /** The one and only, which succeeded and called nobody. */
  public static Attempt only(Instant startedAt, Instant finishedAt) {
    return new Attempt(1, startedAt, finishedAt, Optional.empty(), Optional.empty());
  }
}
