package dev.punctual.shift;

import dev.punctual.bus.Bus;
import dev.punctual.bus.Trace;
import dev.punctual.config.Config;
import dev.punctual.lookup.api.LookupApi;
import dev.punctual.lookup.api.LookupApi.ReadActiveMembers;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.shift.ScheduleStore.Claimed;
import dev.punctual.shift.domain.RosterRules;
import dev.punctual.shift.domain.RosterSolver;
import dev.punctual.shift.domain.ScheduleJob.Failure;
import dev.punctual.shift.domain.ScheduleJob.Processing;
import dev.punctual.shift.domain.ScheduleJob.Status;
import dev.punctual.shift.domain.Solution;
import dev.punctual.shift.domain.Solution.Impossible;
import dev.punctual.shift.domain.Solution.Solved;
import dev.punctual.time.Repeated;
import dev.punctual.time.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from the queue and works them off, a few at a time. Told of a new job it looks at
 * once, otherwise at every poll; a job of a node that died turns up by itself when its lease ends.
 */
final class ScheduleWorker {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleWorker.class);

  /** A job that was claimed so often kills whoever claims it. */
  private static final int MAX_ATTEMPTS = 20;

  private static final Duration LITTLE_WHILE = Duration.ofSeconds(2);

  private final ScheduleStore store;
  private final Bus bus;
  private final WorkerExecutor solverThreads;
  private final Timers timers;
  private final Clock clock;
  private final Config.Shift config;
  private final RosterRules rules;
  private final MeterRegistry meters;
  private final String owner;
  private final RosterSolver solver = new RosterSolver();
  private final Repeated claims = new Repeated(LOG, "Taking up schedules");
  private final Repeated renewals = new Repeated(LOG, "Renewing the leases of schedules");
  private int running;
  private boolean stopping;

  /** Whom the worker works with. */
  record Tools(
      ScheduleStore store,
      Bus bus,
      WorkerExecutor solverThreads,
      Timers timers,
      Clock clock,
      MeterRegistry meters) {}

  /**
   * Works off the queue once it is nudged.
   *
   * @param owner this node, unique among all
   */
  ScheduleWorker(Tools tools, Config.Shift config, String owner) {
    this.store = tools.store();
    this.bus = tools.bus();
    this.solverThreads = tools.solverThreads();
    this.timers = tools.timers();
    this.clock = tools.clock();
    this.meters = tools.meters();
    this.config = config;
    this.owner = owner;
    this.rules =
        new RosterRules(
            config.rules().minDayOffPerWeek(),
            config.rules().maxDayOffPerWeek(),
            config.rules().noMorningAfterEvening(),
            config.rules().maxDailyShiftDiff());
  }

  /** Claims as many jobs as there is room for. */
  void nudge() {
    if (stopping || running >= config.parallelJobs()) {
      return;
    }
    running++;
    // What is claimed may be somebody else's job than the one that was told of.
    Trace.outside(() -> store.claim(owner, clock.instant(), config.lease()))
        .compose(
            claimed -> {
              if (claimed.isEmpty()) {
                return Future.succeededFuture(false);
              }
              nudge();
              return work(claimed.get()).map(true);
            })
        .onComplete(claims::went)
        .onComplete(
            done -> {
              running--;
              if (done.succeeded() && done.result()) {
                nudge();
              }
            });
  }

  /** No further claims; what is running comes to its end. */
  void stopClaiming() {
    stopping = true;
  }

  boolean idle() {
    return running == 0;
  }

  private Future<Void> work(Claimed claimed) {
    Processing job = claimed.job();
    Trace trace =
        Trace.takeUp(
            "make schedule",
            claimed.traceparent(),
            () -> Map.of("punctual.schedule_id", job.order().id()));
    return trace
        .within(() -> work(job))
        .onComplete(done -> trace.end(done.succeeded() ? "done" : "failure"));
  }

  private Future<Void> work(Processing job) {
    Timers.Timer renewal = timers.every(config.lease().dividedBy(3), () -> renew(job));
    return outcome(job)
        .recover(failure -> setback(job, failure))
        .onComplete(done -> renewal.cancel())
        .otherwise(
            failure -> {
              // The job keeps its lease until it ends; then some node takes it up again.
              LOG.atWarn()
                  .addKeyValue("schedule_id", job.order().id())
                  .setCause(failure)
                  .log("The schedule's outcome could not be stored");
              return null;
            })
        .mapEmpty();
  }

  private void renew(Processing job) {
    store.renew(job, owner, config.lease()).onComplete(renewals::went);
  }

  private Future<Boolean> outcome(Processing job) {
    if (job.attempt() > MAX_ATTEMPTS) {
      return fail(job, new Failure("gave_up", "It was begun " + MAX_ATTEMPTS + " times in vain."));
    }
    ReadActiveMembers query = new ReadActiveMembers(job.order().tenant(), job.order().groupId());
    return bus.request(LookupApi.ACTIVE_MEMBERS, query)
        .compose(members -> roster(job, members.staffIds()));
  }

  private Future<Boolean> roster(Processing job, List<String> staffIds) {
    if (staffIds.isEmpty()) {
      String detail = "Nobody in the group %s or below it is active.";
      return fail(job, new Failure("no_active_staff", detail.formatted(job.order().groupId())));
    }
    return solverThreads
        .executeBlocking(() -> solver.solve(staffIds.size(), rules), false)
        .compose(solution -> store(job, staffIds, solution));
  }

  private Future<Boolean> store(Processing job, List<String> staffIds, Solution solution) {
    if (solution instanceof Impossible impossible) {
      return fail(job, new Failure("rules_conflict", impossible.detail()));
    }
    Solved solved = (Solved) solution;
    return store
        .complete(job, () -> job.complete(clock.instant()), owner, staffIds, solved.roster())
        .onSuccess(held -> finished(job, held, Status.COMPLETED));
  }

  /** The Data Service away: wait, as long as the job's deadline allows. All else fails the job. */
  private Future<Boolean> setback(Processing job, Throwable failure) {
    if (!(failure instanceof ProblemException expected)) {
      LOG.atError()
          .addKeyValue("schedule_id", job.order().id())
          .setCause(failure)
          .log("The schedule failed unexpectedly");
      return fail(job, new Failure("internal_error", "The cause is in the log."));
    }
    Problem problem = expected.problem();
    return switch (problem.type()) {
      case NOT_FOUND -> fail(job, new Failure("group_not_found", problem.detail()));
      case UNAVAILABLE, OVERLOADED -> postpone(job, problem);
      default ->
          problem.retryAfter().isPresent()
              ? postpone(job, problem)
              : fail(job, new Failure(problem.type().code(), problem.detail()));
    };
  }

  private Future<Boolean> postpone(Processing job, Problem problem) {
    Instant now = clock.instant();
    Instant deadline = job.order().createdAt().plus(config.deadline());
    Instant dueAt = now.plus(problem.retryAfter().orElse(LITTLE_WHILE));
    if (dueAt.isAfter(deadline)) {
      return fail(job, new Failure(problem.type().code(), problem.detail()));
    }
    return store.postpone(job, job.postpone(), owner, dueAt);
  }

  private Future<Boolean> fail(Processing job, Failure reason) {
    return store
        .fail(job, job.fail(reason, clock.instant()), owner)
        .onSuccess(
            held -> {
              finished(job, held, Status.FAILED);
              LOG.atInfo()
                  .addKeyValue("schedule_id", job.order().id())
                  .addKeyValue("code", reason.code())
                  .log("Schedule failed: {}", reason.detail());
            });
  }

  private void finished(Processing job, boolean held, Status status) {
    if (!held) {
      LOG.atWarn()
          .addKeyValue("schedule_id", job.order().id())
          .log("The lease had ended: another node has the schedule, nothing was written");
      return;
    }
    Duration took = Duration.between(job.order().createdAt(), clock.instant());
    Timer.builder("punctual_schedule")
        .description("From asking for a schedule to its end")
        .tag("status", status.name())
        .register(meters)
        .record(took);
    if (status == Status.COMPLETED) {
      LOG.atInfo()
          .addKeyValue("schedule_id", job.order().id())
          .addKeyValue("took_ms", took.toMillis())
          .log("Schedule completed");
    }
  }
}
