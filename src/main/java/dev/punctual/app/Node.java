package dev.punctual.app;

import static dev.punctual.app.Blocking.await;

import dev.punctual.app.tracing.Tracing;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.cache.Cache;
import dev.punctual.cache.CacheMetrics;
import dev.punctual.cache.InProcessCache;
import dev.punctual.cache.RedisCache;
import dev.punctual.cache.RedisCacheOptions;
import dev.punctual.call.CallVerticle;
import dev.punctual.call.KeyRing;
import dev.punctual.config.Config;
import dev.punctual.config.Role;
import dev.punctual.delivery.DeliveryVerticle;
import dev.punctual.http.Contract;
import dev.punctual.http.Health;
import dev.punctual.http.HttpVerticle;
import dev.punctual.http.ManagementVerticle;
import dev.punctual.lookup.LookupVerticle;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTarget;
import dev.punctual.retention.RetentionVerticle;
import dev.punctual.shift.ShiftVerticle;
import dev.punctual.staff.StaffVerticle;
import dev.punctual.staff.api.StaffApi.StaffList;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.HookVerticle;
import dev.punctual.trigger.TriggerReplays;
import dev.punctual.trigger.TriggerVerticle;
import dev.punctual.trigger.engine.EngineVerticle;
import dev.punctual.trigger.log.EventLogVerticle;
import dev.punctual.trigger.runner.RunnerVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: everything its roles need, started in order and stopped in the opposite one. Starting and
 * stopping block, so neither belongs on an event loop.
 */
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int SERVICE_KEY_BYTES = 32;
  private static final int REDIS_VALUE_LIMIT = 8 << 20;
  private static final int REDIS_OWED_LIMIT = 10_000;

  private final Config config;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry meters;
  private final Platform platform;
  private final Vertx vertx;
  private final Bus bus;
  private final VertxTimers timers;
  private final Health health;
  private final Deque<Runnable> stopSteps = new ArrayDeque<>();
  private Optional<HttpVerticle.Front> front = Optional.empty();

  private Node(Config config, PrometheusMeterRegistry meters, Platform platform) {
    this.config = config;
    this.meters = meters;
    this.platform = platform;
    this.vertx = platform.vertx();
    this.bus = new Bus(vertx, meters);
    this.timers = new VertxTimers(vertx);
    this.health = new Health(vertx);
  }

  /**
   * Starts a node; when this returns, it serves.
   *
   * @param progress takes a line for a person before a step that takes its time
   * @throws StartFailure with one line that says what stands in the way
   */
  public static Node start(Config config, Consumer<String> progress) {
    return start(config, progress, Tracing.of(config.tracing()));
  }

  /** Starts a node whose traces go where the caller wants them. */
  public static Node start(Config config, Consumer<String> progress, Optional<Tracing> tracing) {
    PrometheusMeterRegistry meters = Meters.registry();
    Node node = new Node(config, meters, Platform.start(config.cluster(), meters, tracing));
    tracing.ifPresent(traces -> node.stopSteps.push(traces::close));
    try {
      node.run(progress);
      return node;
    } catch (RuntimeException e) {
      node.stop();
      throw e instanceof StartFailure ? e : new StartFailure(StartFailure.reason(e), e);
    }
  }

  private void run(Consumer<String> progress) {
    stopSteps.push(platform::close);
    if (config.management().port() > 0) {
      deploy("management", 1, () -> new ManagementVerticle(config.management(), health, meters));
    }
    String serviceKey = config.http().serviceKey().orElseGet(Node::randomKey);
    deployStoreless(serviceKey);
    if (Storage.isNeededFor(config.roles())) {
      deployStored(progress, serviceKey);
    }
    stopSteps.push(() -> Withdrawal.of(platform, bus, timers));
    stopSteps.push(health::stopping);
    health.started();
  }

  private void deployStoreless(String serviceKey) {
    if (serves(Role.LOOKUP)) {
      deploy(
          "lookup",
          1,
          () ->
              new LookupVerticle(
                  bus, timers, meters, config.lookup(), this::dataService, serviceKey));
    }
    if (serves(Role.RUNNER)) {
      deploy(
          "runner",
          1,
          () ->
              new RunnerVerticle(
                  bus, clock, timers, meters, config.trigger(), config.isLoopbackOnly()));
    }
  }

  /** What keeps its truth in PostgreSQL. */
  private void deployStored(Consumer<String> progress, String serviceKey) {
    Future<Contract> contract = Contract.load(vertx);
    PgDatabase database = database(progress);
    if (serves(Role.STAFF)) {
      Cache cache = cache();
      deploy("staff", 1, () -> new StaffVerticle(bus, database, cache, timers, clock));
    }
    deployTriggers(database);
    if (serves(Role.DELIVERY)) {
      DeliveryVerticle delivery =
          new DeliveryVerticle(bus, database, timers, clock, meters, config.delivery());
      deploy("delivery", 1, () -> delivery);
      health.informs("delivery-store", delivery::ping);
    }
    deployCalls(database);
    // The server that the shifts' lookup may ask comes before them.
    if (serves(Role.HTTP)) {
      serveHttp(await("reading the contract", START_LIMIT, contract), database, serviceKey);
    }
    if (serves(Role.SHIFT)) {
      deploy(
          "shift",
          1,
          () -> new ShiftVerticle(bus, database, timers, clock, meters, config.shift()));
    }
  }

  /** Where this node answers, if it does. */
  public Optional<URI> address() {
    return front.map(server -> URI.create("http://" + hostForClients() + ":" + server.port()));
  }

  /** Stops in the opposite order of the start; every step is tried, whatever becomes of others. */
  public void stop() {
    while (!stopSteps.isEmpty()) {
      try {
        stopSteps.pop().run();
      } catch (RuntimeException e) {
        LOG.warn("A step of the stop failed", e);
      }
    }
  }

  private boolean serves(Role role) {
    return config.roles().contains(role);
  }

  private PgDatabase database(Consumer<String> progress) {
    PgTarget target = Storage.target(config, progress, stopSteps::push);
    Storage.migrate(target, config.roles());
    PgDatabase database = Storage.open(vertx, target, config.postgres());
    await("reaching PostgreSQL", START_LIMIT, database.ping());
    stopSteps.push(() -> await("closing the pool", STOP_LIMIT, database.close()));
    health.readyWhen("postgres", database::ping);
    return database;
  }

  private Cache cache() {
    Config.CacheSettings settings = config.cache();
    CacheMetrics metrics = CacheMetrics.in(meters);
    Cache cache =
        config
            .redis()
            .url()
            .<Cache>map(
                url ->
                    await(
                        "opening the cache",
                        START_LIMIT,
                        RedisCache.open(
                            vertx,
                            new RedisCacheOptions(
                                url.toString(),
                                "punctual",
                                settings.ttl(),
                                config.redis().timeout(),
                                REDIS_VALUE_LIMIT,
                                REDIS_OWED_LIMIT),
                            Json.MAPPER,
                            metrics)))
            .orElseGet(
                () ->
                    new InProcessCache(
                        new InProcessCache.Bounds(
                            settings.maxRecords(),
                            settings.ttl(),
                            new InProcessCache.Weight(settings.maxRecords(), Node::records)),
                        metrics));
    stopSteps.push(() -> await("closing the cache", STOP_LIMIT, cache.close()));
    // Without Redis the service is slower, not wrong: no reason to take requests away from it.
    health.informs("cache", cache::ping);
    return cache;
  }

  private static long records(Object value) {
    return value instanceof StaffList list ? 1 + list.members().size() : 1;
  }

  private void serveHttp(Contract contract, PgDatabase database, String serviceKey) {
    HttpVerticle.Front server =
        new HttpVerticle.Front(
            contract,
            bus,
            database,
            config.http(),
            new HttpVerticle.Front.Access(config.apiKeys(), serviceKey),
            new HttpVerticle.Front.Surroundings(clock, timers, health, meters));
    deploy("http", Runtime.getRuntime().availableProcessors(), () -> new HttpVerticle(server));
    front = Optional.of(server);
  }

  /** What ages events comes before what makes them. */
  private void deployTriggers(PgDatabase database) {
    if (serves(Role.RETENTION)) {
      RetentionVerticle retention =
          new RetentionVerticle(database, timers, clock, meters, config.retention());
      deploy("retention", 1, () -> retention);
      health.informs("retention-pass", retention::check);
    }
    if (serves(Role.TRIGGER)) {
      EngineVerticle engine =
          new EngineVerticle(bus, database, timers, clock, meters, config.trigger());
      deploy("trigger-engine", 1, () -> engine);
      Clock time = engine.clock();
      health.reports("timing", engine::report);
      deploy("trigger", 1, () -> new TriggerVerticle(bus, database, time, config.trigger()));
      deploy("trigger-hooks", 1, () -> new HookVerticle(bus, database, time));
      deploy(
          "trigger-log",
          1,
          () ->
              new EventLogVerticle(
                  bus,
                  database,
                  time,
                  config.retention(),
                  new TriggerReplays(database, bus, time)));
    }
  }

  private void deployCalls(PgDatabase database) {
    if (serves(Role.CALL)) {
      KeyRing keys = CallKeys.of(config);
      CallVerticle.Settings settings =
          new CallVerticle.Settings(
              config.call().parallelPlans(),
              config.retention().total(),
              config.http().idempotencyTtl(),
              config.retention().period());
      deploy(
          "call", 1, () -> new CallVerticle(bus, database, timers, clock, meters, keys, settings));
    }
  }

  private void deploy(String name, int instances, Supplier<Deployable> verticle) {
    String id =
        await(
            "starting " + name,
            START_LIMIT,
            vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)));
    stopSteps.push(() -> await("stopping " + name, STOP_LIMIT, vertx.undeploy(id)));
    await("announcing " + name, START_LIMIT, bus.announced());
    health.informs(
        name,
        () ->
            vertx.deploymentIDs().contains(id)
                ? Future.succeededFuture()
                : Future.failedFuture(name + " is not deployed"));
  }

  private URI dataService() {
    return config
        .lookup()
        .dataServiceUrl()
        .or(this::address)
        .orElseThrow(
            () -> new StartFailure("lookup.data_service_url: this node has no HTTP of its own"));
  }

  private String hostForClients() {
    String host = config.http().host();
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }

  private static String randomKey() {
    byte[] bytes = new byte[SERVICE_KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
