package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One try of a run.
 *
 * @param number from 1
 * @param statusCode what an endpoint answered
 * @param error why it failed; empty for the one that succeeded
 */
public record Attempt(
    int number,
    Instant startedAt,
    Instant finishedAt,
    Optional<Integer> statusCode,
    Optional<String> error) {

  /** The one and only, which succeeded and called nobody. */
  public static Attempt only(Instant startedAt, Instant finishedAt) {
    return new Attempt(1, startedAt, finishedAt, Optional.empty(), Optional.empty());
  }
}
