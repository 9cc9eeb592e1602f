package dev.punctual.call;

import dev.punctual.bus.Bus;
import dev.punctual.bus.Turns;
import dev.punctual.call.CallScheduler.Stores;
import dev.punctual.call.CallScheduler.Workshop;
import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.CallList;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Repeated;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.RunnerApi;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Call scheduling on the bus, and what it does by itself from time to time. */
public final class CallVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CallVerticle.class);
  private static final int BACKLOG = 1_000;
  private static final int BATCH_BACKLOG = 64;
  private static final int ATTEMPT_BACKLOG = 50_000;
  private static final String PLANNER_POOL = "call-planner";
  private static final Duration SETTLING_PERIOD = Duration.ofSeconds(5);

  /** A batch that is not placed after this time was interrupted; placing it twice does no harm. */
  private static final Duration INTERRUPTED_AFTER = Duration.ofSeconds(30);

  private final Bus bus;
  private final Timers timers;
  private final Clock clock;
  private final CallMetrics metrics;
  private final Sealing sealing;
  private final Settings settings;
  private final Stores stores;
  private final List<Timers.Timer> loops = new ArrayList<>();

  /**
   * How it works.
   *
   * @param parallelPlans batches planned at once on this node
   * @param callsKept after their time
   * @param answersKept what was answered to Idempotency-Keys
   * @param erasingPeriod how often it is looked for what has aged
   */
  public record Settings(
      int parallelPlans, Duration callsKept, Duration answersKept, Duration erasingPeriod) {}

  public CallVerticle(
      Bus bus,
      PgDatabase database,
      Timers timers,
      Clock clock,
      MeterRegistry meters,
      KeyRing keys,
      Settings settings) {
    this.bus = bus;
    this.timers = timers;
    this.clock = clock;
    this.metrics = new CallMetrics(meters);
    this.sealing = new Sealing(keys);
    this.settings = settings;
    this.stores = new Stores(new PgCallStore(database), new PgPolicyStore(database));
  }

  @Override
  public Future<?> start() {
    Workshop workshop =
        new Workshop(
            vertx.createSharedWorkerExecutor(PLANNER_POOL, settings.parallelPlans()),
            new Turns(),
            clock);
    CallTriggers triggers = new CallTriggers(bus);
    CallChanges changes = new CallChanges(stores, triggers, new CallEvents(bus), sealing, workshop);
    CallAttempts attempts = new CallAttempts(stores, sealing, bus, clock, metrics);
    bus.serve(
        CallApi.SCHEDULE_CALLS,
        BATCH_BACKLOG,
        new CallScheduler(stores, triggers, sealing, workshop, metrics)::schedule);
    bus.serve(RunnerApi.PLACE_CALL, ATTEMPT_BACKLOG, attempts::place);
    serveCalls(changes);
    servePolicies(new Policies(stores.policies(), clock));
    settle(new Settling(stores.calls(), triggers, changes, metrics));
    erase(new Erasure(stores.calls(), changes, settings.callsKept(), settings.answersKept()));
    return Future.succeededFuture();
  }

  private void serveCalls(CallChanges changes) {
    bus.serve(
        CallApi.LIST_CALLS,
        BACKLOG,
        q ->
            stores
                .calls()
                .list(q)
                .map(found -> new CallList(found.stream().map(changes::show).toList())));
    bus.serve(CallApi.GET_CALL, BACKLOG, changes::get);
    bus.serve(CallApi.CHANGE_CALL, BACKLOG, changes::change);
    bus.serve(CallApi.CANCEL_CALL, BACKLOG, changes::cancel);
  }

  private void servePolicies(Policies policies) {
    bus.serve(CallApi.GET_POLICY, BACKLOG, policies::get);
    bus.serve(CallApi.PUT_POLICY, BACKLOG, policies::put);
    bus.serve(CallApi.DELETE_POLICY, BACKLOG, policies::delete);
  }

  private void settle(Settling settling) {
    repeat(
        SETTLING_PERIOD,
        "Letting triggers follow their calls",
        () -> settling.runOnce(clock.instant().minus(INTERRUPTED_AFTER)));
  }

  private void erase(Erasure erasure) {
    repeat(
        settings.erasingPeriod(),
        "Erasing calls that have aged",
        () -> erasure.runOnce(clock.instant()));
  }

  /** Now and then; a pass that takes longer than its period is not joined by another. */
  private void repeat(Duration period, String work, Supplier<Future<Void>> pass) {
    Loop loop = new Loop(work, pass);
    loops.add(timers.every(period, loop::turn));
    loop.turn();
  }

  private static final class Loop {
    private final Repeated passes;
    private final Supplier<Future<Void>> pass;
    private boolean underWay;

    Loop(String work, Supplier<Future<Void>> pass) {
      this.passes = new Repeated(LOG, work);
      this.pass = pass;
    }

    void turn() {
      if (!underWay) {
        underWay = true;
        pass.get().onComplete(passes::went).onComplete(done -> underWay = false);
      }
    }
  }

  @Override
  public Future<?> stop() {
    loops.forEach(Timers.Timer::cancel);
    return Future.succeededFuture();
  }
}
