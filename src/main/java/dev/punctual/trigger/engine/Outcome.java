package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an occurrence ended: what becomes its entry in the log.
 *
 * @param epoch of its shard, when it was handed to its action
 * @param payload what the action got, as JSON
 * @param result JSON
 * @param count adds to a counter in the same statement; the result then holds the counter's value
 */
record Outcome(
    Occurrence occurrence,
    long epoch,
    EventStatus status,
    Instant firedAt,
    Instant finishedAt,
    List<Attempt> attempts,
    Optional<String> payload,
    Optional<String> result,
    Optional<String> note,
    Optional<Count> count) {

  Outcome {
    attempts = List.copyOf(attempts);
  }

  /** Adds {@code by} to a counter of the tenant. */
  record Count(String counter, long by) {}
}
