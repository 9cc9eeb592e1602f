package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One entry of the event log: an occurrence that runs or has ended.
 *
 * @param triggerId empty for the test run of a definition that is not stored
 * @param firedAt when it was handed to its action, or when it was decided that it does not run
 * @param finishedAt empty while it runs
 * @param latenessMs from {@code scheduledFor} to {@code firedAt}
 * @param attempts how many tries were made
 * @param payload JSON
 * @param result JSON: what the action has to say
 * @param note what a person should know: why it was skipped, which firings it stands for
 * @param attemptLog each try; empty in lists
 */
public record TriggerEvent(
    UUID id,
    Optional<String> triggerId,
    TriggerKind triggerKind,
    Source source,
    Instant scheduledFor,
    Instant firedAt,
    Optional<Instant> finishedAt,
    long latenessMs,
    EventStatus status,
    int attempts,
    Optional<String> payload,
    Optional<String> result,
    Optional<String> note,
    List<Attempt> attemptLog) {

  public TriggerEvent {
    attemptLog = List.copyOf(attemptLog);
  }
}
