package dev.punctual.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as clients see it.
 *
 * @param payload JSON, written as it is
 * @param result JSON, written as it is
 * @param attemptLog only where one event is asked for
 */
record EventView(
    UUID id,
    Optional<String> triggerId,
    String triggerKind,
    String source,
    Instant scheduledFor,
    Instant firedAt,
    Optional<Instant> finishedAt,
    long latenessMs,
    String status,
    int attempts,
    Optional<RawValue> payload,
    Optional<RawValue> result,
    Optional<String> note,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<AttemptView>> attemptLog) {

  /** One try. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record AttemptView(
      int number,
      Instant startedAt,
      Instant finishedAt,
      Optional<Integer> statusCode,
      Optional<String> error) {

    private static AttemptView of(Attempt attempt) {
      return new AttemptView(
          attempt.number(),
          attempt.startedAt(),
          attempt.finishedAt(),
          attempt.statusCode(),
          attempt.error());
    }
  }

  static EventView of(TriggerEvent event) {
    return of(event, Optional.empty());
  }

  static EventView withAttempts(TriggerEvent event) {
    return of(event, Optional.of(event.attemptLog().stream().map(AttemptView::of).toList()));
  }

  private static EventView of(TriggerEvent event, Optional<List<AttemptView>> attemptLog) {
    return new EventView(
        event.id(),
        event.triggerId(),
        event.triggerKind().label(),
        event.source().label(),
        event.scheduledFor(),
        event.firedAt(),
        event.finishedAt(),
        event.latenessMs(),
        event.status().label(),
        event.attempts(),
        event.payload().map(RawValue::new),
        event.result().map(RawValue::new),
        event.note(),
        attemptLog);
  }
}
