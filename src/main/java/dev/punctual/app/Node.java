package dev.punctual.app;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresException;
import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.cache.Cache;
import dev.punctual.cache.CacheMetrics;
import dev.punctual.cache.InProcessCache;
import dev.punctual.cache.RedisCache;
import dev.punctual.cache.RedisCacheOptions;
import dev.punctual.config.Config;
import dev.punctual.config.Role;
import dev.punctual.http.Contract;
import dev.punctual.http.Health;
import dev.punctual.http.HttpVerticle;
import dev.punctual.lookup.LookupVerticle;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.shift.ShiftVerticle;
import dev.punctual.staff.StaffVerticle;
import dev.punctual.staff.api.StaffApi.StaffList;
import dev.punctual.time.VertxTimers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
  private static final long START_LIMIT_SECONDS = 120;
  private static final long STOP_LIMIT_SECONDS = 30;
  private static final int SERVICE_KEY_BYTES = 32;
  private static final int REDIS_VALUE_LIMIT = 8 << 20;
  private static final int REDIS_OWED_LIMIT = 10_000;

  private final Config config;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx;
  private final Bus bus;
  private final VertxTimers timers;
  private final Health health;
  private final Deque<Runnable> stopSteps = new ArrayDeque<>();
  private Optional<HttpVerticle.Front> front = Optional.empty();

  private Node(Config config) {
    this.config = config;
    this.vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setPreferNativeTransport(true)
                    .setMetricsOptions(metricsOptions()))
            .withMetrics(new MicrometerMetricsFactory(meters))
            .build();
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
    Node node = new Node(config);
    try {
      node.run(progress);
      return node;
    } catch (RuntimeException e) {
      node.stop();
      throw e instanceof StartFailure ? e : new StartFailure(reason(e), e);
    }
  }

  private void run(Consumer<String> progress) {
    stopSteps.push(() -> await("closing Vert.x", STOP_LIMIT_SECONDS, vertx.close()));
    Future<Contract> contract = Contract.load(vertx);
    PgTarget target = postgres(progress);
    migrate(target);
    PgDatabase database = database(target);
    Cache cache = cache();
    String serviceKey = config.http().serviceKey().orElseGet(Node::randomKey);
    if (serves(Role.STAFF)) {
      deploy("staff", 1, () -> new StaffVerticle(bus, database, cache, timers, clock));
    }
    if (serves(Role.LOOKUP)) {
      deploy(
          "lookup",
          1,
          () -> new LookupVerticle(bus, timers, config.lookup(), this::dataService, serviceKey));
    }
    // The server that the shifts' lookup may ask comes before them.
    if (serves(Role.HTTP)) {
      serveHttp(await("reading the contract", START_LIMIT_SECONDS, contract), database, serviceKey);
    }
    if (serves(Role.SHIFT)) {
      deploy(
          "shift",
          1,
          () -> new ShiftVerticle(bus, database, timers, clock, meters, config.shift()));
    }
    stopSteps.push(health::stopping);
    health.started();
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

  private PgTarget postgres(Consumer<String> progress) {
    Config.Postgres settings = config.postgres();
    if (settings.url().isPresent()) {
      return PgTarget.of(settings.url().get(), settings.user(), settings.password());
    }
    try {
      EmbeddedPostgres server = EmbeddedPostgres.start(config.data(), progress);
      stopSteps.push(server::stop);
      PostgresEndpoint at = server.endpoint();
      return new PgTarget(
          at.host(),
          at.port(),
          at.database(),
          at.user(),
          at.password(),
          Optional.of(at.socketDirectory().toString()));
    } catch (EmbeddedPostgresException e) {
      throw new StartFailure(reason(e), e);
    }
  }

  private void migrate(PgTarget target) {
    List<String> schemas = new ArrayList<>();
    if (serves(Role.HTTP)) {
      schemas.add("http");
    }
    if (serves(Role.STAFF)) {
      schemas.add("staff");
    }
    if (serves(Role.SHIFT)) {
      schemas.add("shift");
    }
    try {
      PgMigrations.run(target, schemas);
    } catch (RuntimeException e) {
      throw new StartFailure("The database cannot be prepared: " + reason(e), e);
    }
  }

  private PgDatabase database(PgTarget target) {
    Config.Postgres settings = config.postgres();
    PgDatabase database =
        PgDatabase.open(
            vertx,
            target,
            settings.poolSize(),
            settings.acquireTimeout(),
            settings.statementTimeout());
    await("reaching PostgreSQL", START_LIMIT_SECONDS, database.ping());
    stopSteps.push(() -> await("closing the pool", STOP_LIMIT_SECONDS, database.close()));
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
                        START_LIMIT_SECONDS,
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
    stopSteps.push(() -> await("closing the cache", STOP_LIMIT_SECONDS, cache.close()));
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

  private void deploy(String name, int instances, Supplier<Deployable> verticle) {
    String id =
        await(
            "starting " + name,
            START_LIMIT_SECONDS,
            vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances)));
    stopSteps.push(() -> await("stopping " + name, STOP_LIMIT_SECONDS, vertx.undeploy(id)));
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

  private static MetricsOptions metricsOptions() {
    return new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true);
  }

  private static <T> T await(String what, long seconds, Future<T> future) {
    CompletableFuture<T> waiting = future.toCompletionStage().toCompletableFuture();
    try {
      return waiting.orTimeout(seconds, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      throw new StartFailure("Failed at %s: %s".formatted(what, reason(cause)), cause);
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof StartFailure)) {
      root = root.getCause();
    }
    String text = Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
    return text.lines().findFirst().orElse(text);
  }
}
