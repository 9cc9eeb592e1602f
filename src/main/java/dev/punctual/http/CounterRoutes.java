package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Counter;
import dev.punctual.trigger.api.TriggerApi.CounterByName;
import dev.punctual.trigger.api.TriggerApi.ListCounters;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;

/** {@code /api/v1/counters}. */
final class CounterRoutes implements Routes {
  private final Bus bus;

  CounterRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of("listCounters", this::list, "getCounter", this::get);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListCounters query = new ListCounters(request.tenant(), request.cursor(), request.limit() + 1);
    return bus.request(TriggerApi.LIST_COUNTERS, query)
        .map(
            found -> Page.of(found.counters(), request.limit(), Counter::name, Function.identity()))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> get(ApiRequest request) {
    CounterByName query = new CounterByName(request.tenant(), request.require("name"));
    return bus.request(TriggerApi.GET_COUNTER, query)
        .map(counter -> ApiResponse.json(200, counter));
  }
}
