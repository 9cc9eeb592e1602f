package dev.punctual.trigger.log;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.optionalInstant;

import dev.punctual.bus.Json;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Label;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of the log as events. */
final class PgEventRows {
  private PgEventRows() {}

  static TriggerEvent event(Row row) {
    return event(row, List.of());
  }

  static TriggerEvent eventWithAttempts(Row row) {
    return event(
        row,
        Optional.ofNullable(row.getString("attempt_log"))
            .map(json -> List.of(Json.read(json, Attempt[].class)))
            .orElseGet(() -> unlogged(row)));
  }

  /** See {@link Attempt#only}: it has no log of its own. */
  private static List<Attempt> unlogged(Row row) {
    return optionalInstant(row, "finished_at")
        .filter(finished -> row.getInteger("attempts") == 1)
        .map(finished -> List.of(Attempt.only(instant(row, "fired_at"), finished)))
        .orElse(List.of());
  }

  private static TriggerEvent event(Row row, List<Attempt> attempts) {
    Instant scheduledFor = instant(row, "scheduled_for");
    Instant firedAt = instant(row, "fired_at");
    return new TriggerEvent(
        row.getUUID("id"),
        Optional.ofNullable(row.getString("trigger_id")),
        Label.parse(TriggerKind.class, row.getString("trigger_kind")),
        Label.parse(Source.class, row.getString("source")),
        scheduledFor,
        firedAt,
        optionalInstant(row, "finished_at"),
        Duration.between(scheduledFor, firedAt).toMillis(),
        Label.parse(EventStatus.class, row.getString("status")),
        row.getInteger("attempts"),
        Optional.ofNullable(row.getString("payload")),
        Optional.ofNullable(row.getString("result")),
        Optional.ofNullable(row.getString("note")),
        attempts);
  }
}
