package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One firing that is planned or under way, as it lies in the database until it is logged.
 *
 * @param triggerId empty for the test run of a definition that is not stored
 * @param version of the definition that planned it
 * @param payload JSON; empty for the definition's own
 * @param note for the event
 * @param firedAt when it was first handed to its action, if that is known
 * @param attempts the tries made so far
 * @param nextAttemptAt when a run that failed is to be tried again
 */
public record Occurrence(
    UUID id,
    String tenant,
    Optional<String> triggerId,
    TriggerKind kind,
    int shard,
    long version,
    Source source,
    Instant scheduledFor,
    Optional<String> payload,
    Optional<String> note,
    Optional<Instant> firedAt,
    List<Attempt> attempts,
    Optional<Instant> nextAttemptAt) {

  public Occurrence {
    attempts = List.copyOf(attempts);
  }

  /** One that nobody has run yet. */
  public static Occurrence fresh(
      UUID id,
      String tenant,
      Optional<String> triggerId,
      TriggerKind kind,
      int shard,
      long version,
      Source source,
      Instant scheduledFor,
      Optional<String> payload,
      Optional<String> note) {
    return new Occurrence(
        id,
        tenant,
        triggerId,
        kind,
        shard,
        version,
        source,
        scheduledFor,
        payload,
        note,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** When it has to be looked at next. */
  public Instant due() {
    return nextAttemptAt.orElse(scheduledFor);
  }
}
