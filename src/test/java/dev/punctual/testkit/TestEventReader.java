package dev.punctual.testkit;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Summarise;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.log.EventLogVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the event log of the tenant {@code default} over the bus, as the HTTP routes do. */
public final class TestEventReader {
  private static final int LIMIT = 1_000;

  private final Bus bus;

  public TestEventReader(TestEventLog log, Clock clock, Config.Retention retention) {
    bus = new Bus(log.vertx(), new SimpleMeterRegistry());
    await(
        log.vertx()
            .deployVerticle(
                new EventLogVerticle(
                    bus,
                    log.database(),
                    clock,
                    retention,
                    (tenant, events) -> Future.failedFuture("nothing is replayed here"))));
  }

  public List<UUID> ids(View view) {
    EventFilter filter =
        new EventFilter(
            view,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    ListEvents query = new ListEvents("default", filter, Optional.empty(), LIMIT);
    return await(bus.request(EventApi.LIST_EVENTS, query)).events().stream()
        .map(TriggerEvent::id)
        .toList();
  }

  public Future<TriggerEvent> get(UUID id) {
    return bus.request(EventApi.GET_EVENT, new EventById("default", id));
  }

  public List<TriggerSummary> summaries(
      Optional<String> triggerId, Optional<String> after, int limit) {
    return await(bus.request(EventApi.SUMMARISE, new Summarise("default", triggerId, after, limit)))
        .triggers();
  }
}
