package dev.punctual.retention;

import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTimes;
import dev.punctual.time.Repeated;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the log and what belongs to it. */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final PgPartitions partitions;
  private final PgTally tally;
  private final PgHookKeys hookKeys;
  private final Config.Retention config;
  private final RetentionMetrics metrics;
  private final Map<String, Repeated> steps = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Retention(PgDatabase database, MeterRegistry meters, Config.Retention config) {
    PgTurn turn = new PgTurn(database);
    this.partitions = new PgPartitions(database, turn, new PartitionPlan(config.partition()));
    this.tally = new PgTally(database, turn);
    this.hookKeys = new PgHookKeys(database);
    this.config = config;
    this.metrics = new RetentionMetrics(meters);
  }

  /** Makes sure that there is somewhere to log to. */
  Future<Void> createAhead(Instant now) {
    return partitions
        .createAhead(now)
        .onSuccess(
            created -> {
              if (created > 0) {
                LOG.atInfo().addKeyValue("partitions", created).log("Partitions made ahead");
              }
            })
        .mapEmpty();
  }

  /**
   * Does what there is to do; what another node is doing just then is left to it. A step that fails
   * does not keep the others from being tried.
   */
  Future<Void> runOnce(Instant instant) {
    // What is stored and read again must equal what is compared with it.
    Instant now = PgTimes.precise(instant);
    Instant activeAfter = now.minus(config.active());
    Instant keptAfter = now.minus(config.total());
    return new Steps()
        .then("create partitions", () -> createAhead(now))
        .then("adopt partitions", () -> whileTrue(() -> partitions.adoptOne(activeAfter)))
        .then(
            "move partitions",
            () ->
                whileTrue(() -> partitions.moveOne(activeAfter).onSuccess(counted(metrics::moved))))
        .then(
            "drop partitions",
            () ->
                whileTrue(() -> partitions.dropOne(keptAfter).onSuccess(counted(metrics::dropped))))
        .then("roll up the log", () -> whileTrue(() -> tally.rollUpOne(now, keptAfter)))
        .then("forget tallies", () -> tally.forget(keptAfter))
        .then("forget webhook keys", () -> whileTrue(() -> hookKeys.forgetSome(now)))
        .then("measure the log", () -> measure(activeAfter, keptAfter))
        .done()
        .onSuccess(done -> metrics.succeeded(now));
  }

  private static Handler<Boolean> counted(Runnable count) {
    return changed -> {
      if (changed) {
        count.run();
      }
    };
  }

  private Future<Void> measure(Instant activeAfter, Instant keptAfter) {
    return tally
        .size(activeAfter, keptAfter)
        .onSuccess(metrics::events)
        .compose(counted -> partitions.extents())
        .onSuccess(metrics::extents)
        .mapEmpty();
  }

  private Repeated repeated(String step) {
    return steps.computeIfAbsent(
        step, name -> new Repeated(LOG, "The step \"" + name + "\" of the retention"));
  }

  /** No further steps; the one under way comes to its end. */
  void stop() {
    stopping = true;
  }

  private Future<Void> whileTrue(Supplier<Future<Boolean>> step) {
    Promise<Void> done = Promise.promise();
    repeat(step, done);
    return done.future();
  }

  /** Not by composing futures: a long outage makes thousands of steps, and so deep a stack. */
  private void repeat(Supplier<Future<Boolean>> step, Promise<Void> done) {
    step.get()
        .onFailure(done::fail)
        .onSuccess(
            more -> {
              if (more && !stopping) {
                repeat(step, done);
              } else {
                done.complete();
              }
            });
  }

  /** One after the other; the first failure is the outcome. */
  private final class Steps {
    private Future<Void> soFar = Future.succeededFuture();

    Steps then(String name, Supplier<Future<Void>> step) {
      soFar =
          soFar.transform(
              before ->
                  step.get()
                      .onComplete(repeated(name)::went)
                      .transform(after -> outcomeOf(before.failed() ? before : after)));
      return this;
    }

    private static Future<Void> outcomeOf(AsyncResult<Void> step) {
      return step.failed() ? Future.failedFuture(step.cause()) : Future.succeededFuture();
    }

    Future<Void> done() {
      return soFar;
    }
  }
}
