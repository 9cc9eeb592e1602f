package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.config.ApiKey;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Timers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of a node's HTTP servers; they share a port. */
public final class HttpVerticle extends VerticleBase {
  private static final int COMPRESSION_LEVEL = 4;
  private static final Duration EXPIRY_PERIOD = Duration.ofMinutes(10);

  /** The contract's routes count from zero. */
  private static final int FIRST = -2;

  private static final int SECOND = -1;

  private final Front front;
  private final EventStreams eventStreams;
  private @Nullable HttpServer server;

  /** What the instances of a node share. */
  public static final class Front {
    private final Contract contract;
    private final Bus bus;
    private final Config.Http config;
    private final PrometheusMeterRegistry meters;
    private final Health health;
    private final Clock clock;
    private final Timers timers;
    private final IdempotencyStore idempotencyStore;
    private final OperationHandler.Gate gate;
    private final Admission hooks;
    private final AtomicInteger openEventStreams = new AtomicInteger();
    private final AtomicBoolean expiring = new AtomicBoolean();
    private final AtomicInteger port;

    /** Outside of HTTP: the node's clock, timers, health and meters. */
    public record Surroundings(
        Clock clock, Timers timers, Health health, PrometheusMeterRegistry meters) {}

    public Front(
        Contract contract,
        Bus bus,
        PgDatabase database,
        Config.Http config,
        Access access,
        Surroundings surroundings) {
      this.contract = contract;
      this.bus = bus;
      this.config = config;
      this.meters = surroundings.meters();
      this.health = surroundings.health();
      this.clock = surroundings.clock();
      this.timers = surroundings.timers();
      this.port = new AtomicInteger(config.port());
      this.hooks = HookRoutes.admission(timers);
      this.idempotencyStore = new PgIdempotencyStore(database);
      this.gate =
          new OperationHandler.Gate(
              config,
              new Authenticator(access.keys(), config, access.serviceKey()),
              new RateLimits(config.rateLimit()),
              new ImportSlots(timers, config.concurrentImports()),
              new Idempotency(idempotencyStore, clock, config.idempotencyTtl()));
    }

    /** Who is let in: clients by their keys, services of this installation by theirs. */
    public record Access(List<ApiKey> keys, String serviceKey) {}

    /** To Vert.x a negative port is a free one that the instances of a deployment share. */
    private int requestedPort() {
      return config.port() == 0 ? -1 : config.port();
    }

    /** The port that is listened on; known once an instance has started. */
    public int port() {
      return port.get();
    }
  }

  public HttpVerticle(Front front) {
    this.front = front;
    this.eventStreams =
        new EventStreams(
            front.bus, front.timers, front.config.eventStreams(), front.openEventStreams);
  }

  @Override
  public Future<?> start() {
    HttpServer created = vertx.createHttpServer(options());
    server = created;
    if (front.expiring.compareAndSet(false, true)) {
      front.timers.every(EXPIRY_PERIOD, this::expireAnswers);
    }
    eventStreams.start();
    return created
        .requestHandler(new RequestStart(front.clock, front.health, router()))
        .invalidRequestHandler(
            new RequestStart(front.clock, front.health, new InvalidRequests(front.timers)))
        .listen(front.requestedPort(), front.config.host())
        .onSuccess(listening -> front.port.set(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    eventStreams.stop();
    return server == null ? Future.succeededFuture() : server.shutdown(5, TimeUnit.SECONDS);
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        // Also what comes in without a trace begins one; without a tracer it means nothing.
        .setTracingPolicy(TracingPolicy.ALWAYS)
        .setCompressionSupported(true)
        .setCompressionLevel(COMPRESSION_LEVEL)
        .setHandle100ContinueAutomatically(true)
        .setIdleTimeout((int) front.config.idleTimeout().toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS);
  }

  private Router router() {
    RouterBuilder builder = RouterBuilder.create(vertx, front.contract.openApi());
    Map<String, ApiHandler> handlers = handlers();
    ProblemHandler problems = new ProblemHandler(front.contract);
    for (OpenAPIRoute route : builder.getRoutes()) {
      OperationSpec operation = front.contract.operation(route.getOperation().getOperationId());
      ApiHandler handler = handlers.get(operation.standsFor());
      if (handler == null) {
        throw new IllegalStateException("nobody handles the operation " + operation.id());
      }
      route.setDoValidation(false).setDoSecurity(false);
      route.addHandler(RequestRoute.attaching(operation.path()));
      if (operation.id().equals(HookRoutes.ACCEPT)) {
        route.addHandler(front.hooks);
      }
      route
          .addHandler(new OperationHandler(operation, handler, front.gate))
          .addFailureHandler(problems);
    }
    Router router = builder.createRouter();
    router.route().order(FIRST).handler(new RequestTimes(front.meters));
    mountHooks(router, builder.getRoute(HookRoutes.ACCEPT));
    new DocsRoutes(front.gate.authenticator()).mount(router, SwaggerUi.version());
    routeHead(router);
    router.route().failureHandler(problems);
    ProblemHandler.ROUTER_STATUSES.forEach(status -> router.errorHandler(status, problems));
    return router;
  }

  /** Routes are tried one after the other, and nowhere do more requests come in than here. */
  private static void mountHooks(Router router, OpenAPIRoute hooks) {
    Route route =
        router
            .post(WebhookUrls.PATH + ":token")
            .order(SECOND)
            .putMetadata(RouterBuilder.KEY_META_DATA_OPERATION, hooks.getOperation());
    hooks.getHandlers().forEach(route::handler);
    hooks.getFailureHandlers().forEach(route::failureHandler);
  }

  /** Where GET leads, HEAD does: the contract does not name it. */
  private static void routeHead(Router router) {
    for (Route route : router.getRoutes()) {
      Set<HttpMethod> methods = route.methods();
      if (methods != null && methods.contains(HttpMethod.GET)) {
        route.method(HttpMethod.HEAD);
      }
    }
  }

  private Map<String, ApiHandler> handlers() {
    Map<String, ApiHandler> handlers = new HashMap<>();
    features().forEach(routes -> handlers.putAll(routes.handlers()));
    return handlers;
  }

  private List<Routes> features() {
    Bus bus = front.bus;
    return List.of(
        new StaffRoutes(bus),
        new GroupRoutes(vertx, bus),
        new ImportRoutes(vertx, bus),
        new ScheduleRoutes(bus),
        new TriggerRoutes(
            bus,
            new WebhookUrls(front.config.publicUrl()),
            front.contract.component("TriggerInput")),
        new FiringRoutes(bus),
        new CounterRoutes(bus),
        new HookRoutes(bus, front.hooks),
        new EventRoutes(bus, front.contract.component("ReplayInput")),
        new DeliveryRoutes(vertx, bus),
        new CallRoutes(vertx, bus),
        eventStreams,
        new OperationsRoutes(front.health, front.meters, front.contract));
  }

  private void expireAnswers() {
    front.idempotencyStore.expire(front.clock.instant().minus(front.config.idempotencyTtl()));
  }
}
