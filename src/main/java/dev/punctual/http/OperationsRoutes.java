package dev.punctual.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** What operators and their tools ask: health, metrics, the contract. */
final class OperationsRoutes implements Routes {
  private final Health health;
  private final PrometheusMeterRegistry meters;
  private final Contract contract;

  OperationsRoutes(Health health, PrometheusMeterRegistry meters, Contract contract) {
    this.health = health;
    this.meters = meters;
    this.contract = contract;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    Map<String, ApiHandler> handlers = new HashMap<>(health.handlers());
    handlers.put("metrics", request -> Future.succeededFuture(metrics(meters)));
    handlers.put(
        "openapi",
        request -> Future.succeededFuture(ApiResponse.text("application/yaml", contract.text())));
    return handlers;
  }

  static ApiResponse metrics(PrometheusMeterRegistry meters) {
    return ApiResponse.text("text/plain; version=0.0.4; charset=utf-8", meters.scrape());
  }
}
