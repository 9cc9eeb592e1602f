package dev.punctual.trigger.runner;

import dev.punctual.time.Timers;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;

/** Lets time pass, and tells how much it was. */
final class SleepAction {
  private final Timers timers;

  SleepAction(Timers timers) {
    this.timers = timers;
  }

  Future<AttemptResult> run(RunAttempt attempt) {
    Duration wanted = attempt.action().duration().orElse(Duration.ZERO);
    boolean tooLong = wanted.compareTo(attempt.timeout()) > 0;
    long begin = System.nanoTime();
    Promise<AttemptResult> slept = Promise.promise();
    timers.once(
        tooLong ? attempt.timeout() : wanted,
        () -> slept.complete(result(Duration.ofNanos(System.nanoTime() - begin), tooLong)));
    return slept.future();
  }

  private static AttemptResult result(Duration slept, boolean tooLong) {
    return new AttemptResult(
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.of("{\"slept_ms\":%d}".formatted(slept.toMillis())),
        tooLong ? Optional.of("the sleep is longer than the timeout") : Optional.empty());
  }
}
