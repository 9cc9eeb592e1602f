package dev.punctual.trigger.engine;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgNotifications;
import dev.punctual.time.Timers;
import dev.punctual.time.Uuid7;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives the engine: heartbeats, planning, and what other nodes tell by {@code NOTIFY}. */
public final class EngineVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EngineVerticle.class);
  private static final int BACKLOG = 50_000;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);
  private static final Duration DRAIN_LOOK = Duration.ofMillis(50);

  private final Bus bus;
  private final PgDatabase database;
  private final Timers timers;
  private final Config.Trigger config;
  private final Engine engine;
  private final List<Timers.Timer> loops = new ArrayList<>();
  private final List<PgNotifications> feeds = new ArrayList<>();
  private final Promise<Void> drained = Promise.promise();
  private boolean beating;

  public EngineVerticle(
      Bus bus,
      PgDatabase database,
      Timers timers,
      Clock clock,
      MeterRegistry meters,
      Config.Trigger config) {
    this.bus = bus;
    this.database = database;
    this.timers = timers;
    this.config = config;
    this.engine =
        new Engine(
            Engine.Stores.in(database),
            new Engine.Surroundings(bus, timers, clock, meters),
            config,
            Uuid7.next(clock));
  }

  @Override
  public Future<?> start() {
    bus.serve(EngineApi.SUBMIT, BACKLOG, engine::submit);
    bus.serve(EngineApi.CHANGED, BACKLOG, engine::changed);
    return listen(PgOccurrenceStore.WORK_CHANNEL, payload -> engine.adopt())
        .compose(listening -> listen(EngineChanges.CHANNEL, this::changedElsewhere))
        .compose(listening -> listen(PgShardStore.FREE_CHANNEL, payload -> beat()))
        // A take-over after a long downtime may take longer than a heartbeat: it goes on meanwhile.
        .compose(listening -> engine.beat().otherwiseEmpty())
        .compose(beaten -> engine.plan().otherwiseEmpty())
        .onSuccess(
            planned -> {
              loops.add(timers.every(config.heartbeat(), this::beat));
              loops.add(timers.every(config.horizon().dividedBy(5), engine::plan));
            });
  }

  private void beat() {
    if (!beating) {
      beating = true;
      boolean deaf = !feeds.stream().allMatch(PgNotifications::isConnected);
      engine
          .beat()
          .compose(beaten -> deaf ? engine.catchUpWithChanges() : Future.succeededFuture())
          .onComplete(done -> beating = false);
    }
  }

  private void changedElsewhere(String payload) {
    EngineChanges.parse(payload).forEach(engine::changed);
  }

  private Future<Void> listen(String channel, java.util.function.Consumer<String> hear) {
    PgNotifications feed =
        new PgNotifications(
            vertx,
            database,
            timers,
            channel,
            new PgNotifications.Listener() {
              @Override
              public void connected() {
                engine.catchUpWithChanges();
                engine.adopt();
                engine.plan();
              }

              @Override
              public void disconnected() {
                LOG.atWarn().addKeyValue("channel", channel).log("No news from other nodes");
              }

              @Override
              public void notified(String payload) {
                hear.accept(payload);
              }
            });
    feeds.add(feed);
    return feed.start();
  }

  /** The time that the engine goes by, for whoever tells it what to fire; read by any thread. */
  public Clock clock() {
    return engine.clock();
  }

  /** How the engine is; may be asked from any thread. */
  public Future<Map<String, Object>> report() {
    Promise<Map<String, Object>> answer = Promise.promise();
    context.runOnContext(asked -> answer.complete(engine.report()));
    return answer.future();
  }

  @Override
  public Future<?> stop() {
    loops.forEach(Timers.Timer::cancel);
    engine.stopFiring();
    Timers.Timer leases = timers.every(config.heartbeat(), this::beat);
    drain();
    return drained
        .future()
        .timeout(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .compose(
            quiet -> {
              leases.cancel();
              return engine.leave();
            })
        .compose(left -> Future.join(feeds.stream().map(PgNotifications::stop).toList()));
  }

  /** Runs under way may end; the leases are kept meanwhile. */
  private void drain() {
    if (engine.running() == 0) {
      drained.tryComplete();
    } else {
      timers.once(DRAIN_LOOK, this::drain);
    }
  }
}
