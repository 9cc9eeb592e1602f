package dev.punctual.trigger.log;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventList;
import dev.punctual.trigger.api.EventApi.Summary;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;

/** The event log on the bus. */
public final class EventLogVerticle extends VerticleBase {
  private static final int BACKLOG = 1_000;

  private final Bus bus;
  private final Clock clock;
  private final Config.Retention retention;
  private final EventStore events;
  private final SummaryStore summaries;
  private final EventTail tail;
  private final EventReplay replay;

  public EventLogVerticle(
      Bus bus, PgDatabase database, Clock clock, Config.Retention retention, Replays replays) {
    this.bus = bus;
    this.clock = clock;
    this.retention = retention;
    this.events = new PgEventStore(database);
    this.summaries = new PgSummaryStore(database);
    this.tail = new EventTail(events);
    this.replay = new EventReplay(events, replays);
  }

  @Override
  public Future<?> start() {
    bus.serve(EventApi.LIST_EVENTS, BACKLOG, q -> events.list(q, bounds()).map(EventList::new));
    bus.serve(EventApi.GET_EVENT, BACKLOG, this::get);
    bus.serve(EventApi.SUMMARISE, BACKLOG, q -> summaries.summarise(q, bounds()).map(Summary::new));
    bus.serve(EventApi.READ_TAIL, BACKLOG, q -> tail.read(q, clock.instant(), bounds()));
    bus.serve(
        EventApi.REPLAY_EVENT,
        BACKLOG,
        q -> get(q).compose(event -> replay.replay(q.tenant(), event)));
    bus.serve(EventApi.REPLAY_EVENTS, BACKLOG, q -> replay.replay(q, bounds()));
    return Future.succeededFuture();
  }

  private Future<TriggerEvent> get(EventById query) {
    return events.get(query.tenant(), query.id(), clock.instant(), bounds());
  }

  private ViewBounds bounds() {
    return ViewBounds.at(clock.instant(), retention);
  }
}
