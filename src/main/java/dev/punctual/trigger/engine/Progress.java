package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far an occurrence is that has not ended: noted so that a take-over knows.
 *
 * @param nextAttemptAt when it is tried again; empty while it runs
 */
record Progress(
    UUID id,
    int shard,
    long epoch,
    Instant firedAt,
    List<Attempt> attempts,
    Optional<Instant> nextAttemptAt) {

  Progress {
    attempts = List.copyOf(attempts);
  }
}
