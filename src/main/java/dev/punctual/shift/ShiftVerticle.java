package dev.punctual.shift;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Trace;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.problem.ProblemType;
import dev.punctual.shift.api.ShiftApi;
import dev.punctual.shift.api.ShiftApi.CreateSchedule;
import dev.punctual.shift.api.ShiftApi.ReadRoster;
import dev.punctual.shift.api.ShiftApi.RosterPart;
import dev.punctual.shift.api.ShiftApi.Schedule;
import dev.punctual.shift.api.ShiftApi.ScheduleList;
import dev.punctual.shift.domain.ScheduleJob;
import dev.punctual.shift.domain.ScheduleJob.Order;
import dev.punctual.shift.domain.ScheduleJob.Pending;
import dev.punctual.shift.domain.ScheduleJob.Status;
import dev.punctual.time.Timers;
import dev.punctual.time.Uuid7;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The Scheduling Service on the bus, and the loop that works its queue off. */
public final class ShiftVerticle extends VerticleBase {
  private static final int BACKLOG = 1_000;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);
  private static final Duration DRAIN_LOOK = Duration.ofMillis(50);
  private static final String SOLVER_POOL = "shift-solver";

  private final Bus bus;
  private final Timers timers;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Config.Shift config;
  private final ScheduleStore store;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong processing = new AtomicLong();
  private final Promise<Void> drained = Promise.promise();
  private Runnable stopWorking = drained::tryComplete;

  public ShiftVerticle(
      Bus bus,
      PgDatabase database,
      Timers timers,
      Clock clock,
      MeterRegistry meters,
      Config.Shift config) {
    this.bus = bus;
    this.timers = timers;
    this.clock = clock;
    this.meters = meters;
    this.config = config;
    this.store = new PgScheduleStore(database);
  }

  @Override
  public Future<?> start() {
    ScheduleWorker worker =
        new ScheduleWorker(
            new ScheduleWorker.Tools(
                store,
                bus,
                vertx.createSharedWorkerExecutor(SOLVER_POOL, config.parallelJobs()),
                timers,
                clock,
                meters),
            config,
            Uuid7.next(clock));
    serve(worker);
    gauges();
    Timers.Timer poll =
        timers.every(
            config.poll(),
            () -> {
              worker.nudge();
              store.depth().onSuccess(this::show);
            });
    stopWorking = () -> drain(worker, poll);
    worker.nudge();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopWorking.run();
    return drained.future().timeout(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  /** Jobs under way may finish; the others wait in the queue for the next start. */
  private void drain(ScheduleWorker worker, Timers.Timer poll) {
    poll.cancel();
    worker.stopClaiming();
    if (worker.idle()) {
      drained.tryComplete();
    } else {
      timers.once(DRAIN_LOOK, () -> drain(worker, poll));
    }
  }

  private void serve(ScheduleWorker worker) {
    bus.serve(
        ShiftApi.CREATE_SCHEDULE, BACKLOG, q -> create(q).onSuccess(stored -> worker.nudge()));
    bus.serve(ShiftApi.GET_SCHEDULE, BACKLOG, q -> store.get(q.tenant(), q.id()).map(Schedule::of));
    bus.serve(
        ShiftApi.LIST_SCHEDULES,
        BACKLOG,
        q -> store.list(q).map(jobs -> new ScheduleList(jobs.stream().map(Schedule::of).toList())));
    bus.serve(
        ShiftApi.DELETE_SCHEDULE, BACKLOG, q -> store.delete(q.tenant(), q.id()).map(Done.DONE));
    bus.serve(ShiftApi.READ_ROSTER, BACKLOG, this::roster);
  }

  private Future<Schedule> create(CreateSchedule command) {
    Order order =
        new Order(
            command.tenant(),
            command.id().orElseGet(() -> Uuid7.next(clock)),
            command.groupId(),
            command.begin(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    Trace trace = Trace.putAside("store schedule");
    return store
        .create(new Pending(order), trace.traceparent())
        .onComplete(done -> trace.end(done.succeeded() ? "stored" : "failure"))
        .map(ScheduleJob.class::cast)
        .map(Schedule::of);
  }

  private Future<RosterPart> roster(ReadRoster query) {
    return store
        .get(query.tenant(), query.id())
        .compose(
            job ->
                job.status() == Status.COMPLETED
                    ? store.roster(query).map(RosterPart::new)
                    : Future.failedFuture(
                        ProblemType.SCHEDULE_NOT_COMPLETED.because(
                            "The schedule is " + job.status() + ".")));
  }

  private void gauges() {
    gauge(Status.PENDING, pending);
    gauge(Status.PROCESSING, processing);
  }

  private void gauge(Status status, AtomicLong jobs) {
    Gauge.builder("punctual_schedules", jobs, AtomicLong::get)
        .description("Schedules that are not finished")
        .tag("status", status.name())
        .register(meters);
  }

  private void show(ScheduleStore.QueueDepth depth) {
    pending.set(depth.pending());
    processing.set(depth.processing());
  }
}
