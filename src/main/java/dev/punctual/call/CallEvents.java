package dev.punctual.call;

import dev.punctual.bus.Bus;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import java.util.Optional;

/** What the event log has of calls: one event each, as their triggers fire once. */
final class CallEvents {
  private final Bus bus;

  CallEvents(Bus bus) {
    this.bus = bus;
  }

  /** The event of a call that is due; empty until it has fired. */
  Future<Optional<TriggerEvent>> of(StoredCall call) {
    return in(View.ACTIVE, call)
        .compose(
            active ->
                active.isPresent() ? Future.succeededFuture(active) : in(View.ARCHIVED, call));
  }

  private Future<Optional<TriggerEvent>> in(View view, StoredCall call) {
    EventFilter filter =
        new EventFilter(
            view,
            Optional.of(call.id()),
            Optional.empty(),
            Optional.of(Source.SCHEDULED),
            Optional.empty(),
            Optional.empty());
    ListEvents query = new ListEvents(call.tenant(), filter, Optional.empty(), 1);
    return bus.request(EventApi.LIST_EVENTS, query)
        .map(found -> found.events().stream().findFirst());
  }
}
