package dev.punctual.trigger.runner;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Runs actions, one attempt for each question. Several may serve on one node. */
public final class RunnerVerticle extends VerticleBase {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);
  private static final String SHARED_CLIENT = "trigger-outbound";
  private static final String RESOLVER_POOL = "trigger-resolver";
  private static final int RESOLVER_THREADS = 16;

  private final Bus bus;
  private final Clock clock;
  private final Timers timers;
  private final MeterRegistry meters;
  private final Config.Trigger config;
  private final AddressPolicy policy;
  private Optional<InFlight<AttemptResult>> attempts = Optional.empty();

  /**
   * Made from the configuration.
   *
   * @param loopbackOpen whether this machine itself may be called
   * @throws dev.punctual.config.ConfigException if {@code trigger.outbound.allow} cannot be read
   */
  public RunnerVerticle(
      Bus bus,
      Clock clock,
      Timers timers,
      MeterRegistry meters,
      Config.Trigger config,
      boolean loopbackOpen) {
    this.bus = bus;
    this.clock = clock;
    this.timers = timers;
    this.meters = meters;
    this.config = config;
    this.policy = AddressPolicy.of(config.outbound().allow(), loopbackOpen);
  }

  @Override
  public Future<?> start() {
    NodeShare node = NodeShare.of(vertx, config.outbound(), meters);
    HttpAction http = http(node);
    SleepAction sleep = new SleepAction(timers);
    InFlight<AttemptResult> underWay = new InFlight<>(node.running());
    attempts = Optional.of(underWay);
    bus.serve(
        RunnerApi.RUN,
        config.runningLimit(),
        attempt -> underWay.run(() -> run(attempt, http, sleep)));
    return Future.succeededFuture();
  }

  /** What runs may end, for a while; then it is left to whoever takes it over. */
  @Override
  public Future<?> stop() {
    return attempts.map(this::drain).orElseGet(Future::succeededFuture);
  }

  private Future<Void> drain(InFlight<AttemptResult> underWay) {
    Timers.Timer limit = timers.once(DRAIN_LIMIT, underWay::abandon);
    return underWay.drain().onComplete(drained -> limit.cancel());
  }

  private HttpAction http(NodeShare node) {
    Config.Trigger.Outbound outbound = config.outbound();
    HttpClient client =
        HttpAction.client(
            vertx,
            HttpAction.clientOptions(outbound).setShared(true).setName(SHARED_CLIENT),
            outbound.perHost());
    NameResolver resolver =
        new CachedNameResolver(
            new SystemNameResolver(
                vertx.createSharedWorkerExecutor(RESOLVER_POOL, RESOLVER_THREADS)),
            Ticker.systemTicker());
    return new HttpAction(
        new HttpAction.Tools(
            client,
            new OutboundGuard(resolver, policy, outbound.connectTimeout()),
            node.hosts(),
            clock,
            timers,
            meters,
            outbound.responseLimit()));
  }

  private static Future<AttemptResult> run(RunAttempt attempt, HttpAction http, SleepAction sleep) {
    return switch (attempt.action().type()) {
      case HTTP -> http.run(attempt);
      case SLEEP -> sleep.run(attempt);
      case LOG -> Future.succeededFuture(ended(Optional.empty()));
      case COUNTER ->
          Future.succeededFuture(
              ended(Optional.of("a counter counts where it is logged, not here")));
      case CALL ->
          Future.succeededFuture(
              ended(Optional.of("call scheduling places calls, not the runner")));
    };
  }

  private static AttemptResult ended(Optional<String> error) {
    return new AttemptResult(false, Optional.empty(), Optional.empty(), Optional.empty(), error);
  }
}
