package dev.punctual.trigger.log;

import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Position;
import dev.punctual.trigger.api.EventApi.ReplayEvents;
import dev.punctual.trigger.api.EventApi.Replayed;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Chooses the events that are to happen again. */
final class EventReplay {
  private static final int LIMIT = 10_000;

  /** Payloads are large: so many of them are in memory at once. */
  private static final int PAGE = 500;

  private final EventStore store;
  private final Replays replays;

  EventReplay(EventStore store, Replays replays) {
    this.store = store;
    this.replays = replays;
  }

  Future<Accepted> replay(String tenant, TriggerEvent event) {
    if (event.status() == EventStatus.RUNNING) {
      return refused("The event has not ended yet.");
    }
    if (event.triggerId().isEmpty()) {
      return refused("The event is the test of a definition that was never stored.");
    }
    return replays
        .replay(tenant, List.of(event))
        .compose(
            ids ->
                ids.isEmpty()
                    ? refused("The event's trigger is gone.")
                    : Future.succeededFuture(new Accepted(ids.get(0), false)));
  }

  /** Newest first, page by page: what a page brings about is newer than what the next one reads. */
  Future<Replayed> replay(ReplayEvents command, ViewBounds bounds) {
    int limit = Math.min(command.limit(), LIMIT);
    return next(command, bounds, Optional.empty(), limit, new Replayed(0, 0));
  }

  private Future<Replayed> next(
      ReplayEvents command,
      ViewBounds bounds,
      Optional<Position> before,
      int remaining,
      Replayed soFar) {
    int size = Math.min(remaining, PAGE);
    if (size <= 0) {
      return Future.succeededFuture(soFar);
    }
    return store
        .replayable(new ListEvents(command.tenant(), command.filter(), before, size), bounds)
        .compose(
            page -> {
              if (page.isEmpty()) {
                return Future.succeededFuture(soFar);
              }
              TriggerEvent last = page.get(page.size() - 1);
              Position position = new Position(last.firedAt(), last.id());
              return replayed(command, page)
                  .map(ids -> new Replayed(soFar.matched() + page.size(), soFar.replayed() + ids))
                  .compose(
                      sum ->
                          next(
                              command,
                              bounds,
                              Optional.of(position),
                              remaining - page.size(),
                              sum));
            });
  }

  private Future<Integer> replayed(ReplayEvents command, List<TriggerEvent> page) {
    return command.dryRun()
        ? Future.succeededFuture(0)
        : replays.replay(command.tenant(), page).map(List<UUID>::size);
  }

  private static Future<Accepted> refused(String why) {
    return Future.failedFuture(ProblemType.NOT_REPLAYABLE.because(why));
  }
}
