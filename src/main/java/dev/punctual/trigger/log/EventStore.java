package dev.punctual.trigger.log;

import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event log: what runs and what has ended. Every answer is one consistent look at it. */
interface EventStore {

  /** Events without their attempts, newest first. */
  Future<List<TriggerEvent>> list(ListEvents query, ViewBounds bounds);

  /** The same of events that have ended and whose trigger is still there. */
  Future<List<TriggerEvent>> replayable(ListEvents query, ViewBounds bounds);

  /**
   * One event with its attempts, as soon as it is due; fails with {@code not_found}.
   *
   * @param now what is due by then, and has not ended, runs
   */
  Future<TriggerEvent> get(String tenant, UUID id, Instant now, ViewBounds bounds);

  /** When an event that has ended was logged; fails with {@code not_found}. */
  Future<Instant> loggedAt(String tenant, UUID id, ViewBounds bounds);

  /** Events without their attempts, ordered by when they were logged and id, behind a place. */
  Future<List<TailEvent>> loggedSince(
      String tenant, Instant loggedAt, UUID id, int limit, ViewBounds bounds);
}
