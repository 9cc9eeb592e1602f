package dev.punctual.http;

import dev.punctual.bus.RequestId;
import dev.punctual.time.Uuid7;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Gives every request its id, and measures it by the route's template. While the node stops, each
 * answer ends its connection, so that none is left to be cut.
 */
final class RequestStart implements Handler<RoutingContext> {
  private static final String HEADER = "X-Request-Id";
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

  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final Clock clock;
  private final MeterRegistry meters;
  private final Health health;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  private record Series(String method, String route, int status) {}

  RequestStart(Clock clock, MeterRegistry meters, Health health) {
    this.clock = clock;
    this.meters = meters;
    this.health = health;
  }

  @Override
  public void handle(RoutingContext context) {
    long begin = System.nanoTime();
    String id =
        Optional.ofNullable(context.request().getHeader(HEADER))
            .filter(given -> ACCEPTABLE.matcher(given).matches())
            .orElseGet(() -> Uuid7.next(clock));
    RequestId.attach(id);
    context.response().putHeader(HEADER, id).putHeader("X-Content-Type-Options", "nosniff");
    if (health.isStopping() && context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader("Connection", "close");
    }
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
