package dev.punctual.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures every request by the route's template. */
final class RequestTimes implements Handler<RoutingContext> {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry meters;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  private record Series(String method, String route, int status) {}

  RequestTimes(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void handle(RoutingContext context) {
    long begin = System.nanoTime();
    context.addEndHandler(
        end ->
            timers
                .computeIfAbsent(
                    new Series(
                        method(context), template(context), context.response().getStatusCode()),
                    this::register)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS));
    context.next();
  }

  private Timer register(Series series) {
    return Timer.builder("punctual_http_request")
        .description("Time from the request's head to the answer's end")
        .tag("method", series.method())
        .tag("route", series.route())
        .tag("status", String.valueOf(series.status()))
        .serviceLevelObjectives(BOUNDS)
        .register(meters);
  }

  /** Clients can invent methods; metrics must not grow with them. */
  private static String method(RoutingContext context) {
    String method = context.request().method().name();
    return switch (method) {
      case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private static String template(RoutingContext context) {
    Route route = context.currentRoute();
    Operation operation =
        route == null ? null : route.getMetadata(RouterBuilder.KEY_META_DATA_OPERATION);
    return operation == null ? "none" : operation.getOpenAPIPath();
  }
}
