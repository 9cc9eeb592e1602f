package dev.punctual.retention;

import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Looks after the log, pass after pass. */
public final class RetentionVerticle extends VerticleBase {
  private static final int PERIODS_OVERDUE = 4;

  private final Timers timers;
  private final Clock clock;
  private final Duration period;
  private final Retention retention;
  private volatile Instant lastGoodPass;
  private Future<Void> pass = Future.succeededFuture();
  private boolean stopped;

  public RetentionVerticle(
      PgDatabase database,
      Timers timers,
      Clock clock,
      MeterRegistry meters,
      Config.Retention config) {
    this.timers = timers;
    this.clock = clock;
    this.period = config.period();
    this.retention = new Retention(database, meters, config);
    this.lastGoodPass = clock.instant();
  }

  /**
   * Starts when there is somewhere to log to; the rest of the first pass, which may have much to
   * make up for, goes on beside.
   */
  @Override
  public Future<?> start() {
    return retention.createAhead(clock.instant()).onSuccess(ready -> runPass());
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    retention.stop();
    return pass.otherwiseEmpty();
  }

  /** Fails when the last pass in which everything went well is too long ago; from any thread. */
  public Future<Void> check() {
    Instant last = lastGoodPass;
    Instant overdue = last.plus(period.multipliedBy(PERIODS_OVERDUE));
    return clock.instant().isAfter(overdue)
        ? Future.failedFuture("the last good pass of the retention was at " + last)
        : Future.succeededFuture();
  }

  private void runPass() {
    pass =
        retention
            .runOnce(clock.instant())
            .onSuccess(done -> lastGoodPass = clock.instant())
            .onComplete(
                done -> {
                  if (!stopped) {
                    timers.once(period, this::runPass);
                  }
                });
  }
}
