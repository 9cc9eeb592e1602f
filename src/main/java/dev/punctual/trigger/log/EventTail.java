package dev.punctual.trigger.log;

import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.api.EventApi.Tail;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.api.EventApi.TailPosition;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Follows the log as it grows. Two nodes log at once and commit in any order, so a row may turn up
 * behind the place that was read last. Reading therefore goes in rounds: page by page to the end of
 * the log, and then again from a little before the round began, by which time everything that was
 * logged earlier is committed. So nothing is missed, and readers see events again that they know.
 *
 * <p>All that there is to remember is in the position: any node answers any reader.
 */
final class EventTail {
  /** A row is committed, or given up, before it has been logged for so long. */
  static final Duration OVERLAP = Duration.ofSeconds(5);

  private static final UUID LEAST_ID = new UUID(0, 0);

  private final EventStore store;

  EventTail(EventStore store) {
    this.store = store;
  }

  Future<Tail> read(ReadTail query, Instant now, ViewBounds bounds) {
    if (query.after().isEmpty()) {
      return Future.succeededFuture(new Tail(List.of(), from(now)));
    }
    TailPosition after = query.after().get();
    if (after.loggedAt().isEmpty()) {
      return store
          .loggedAt(query.tenant(), after.id(), bounds)
          .compose(loggedAt -> page(query, from(loggedAt.minus(OVERLAP)), now, bounds));
    }
    return page(query, after, now, bounds);
  }

  private Future<Tail> page(ReadTail query, TailPosition after, Instant now, ViewBounds bounds) {
    Instant begin = after.loggedAt().orElseThrow();
    Instant settled = now.minus(OVERLAP);
    Instant nextRound = after.nextRound().orElse(settled.isAfter(begin) ? settled : begin);
    return store
        .loggedSince(query.tenant(), begin, after.id(), query.limit(), bounds)
        .map(
            events ->
                new Tail(
                    events,
                    events.size() < query.limit() ? from(nextRound) : behind(events, nextRound)));
  }

  private static TailPosition from(Instant loggedAt) {
    return new TailPosition(Optional.of(loggedAt), LEAST_ID);
  }

  private static TailPosition behind(List<TailEvent> page, Instant nextRound) {
    TailPosition last = page.get(page.size() - 1).position();
    return new TailPosition(last.loggedAt(), last.id(), Optional.of(nextRound));
  }
}
