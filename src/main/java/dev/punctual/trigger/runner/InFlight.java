package dev.punctual.trigger.runner;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The attempts under way on one event loop, and their end. */
final class InFlight<T> {
  private final AtomicInteger gauge;
  private final Set<Promise<T>> attempts = new LinkedHashSet<>();
  private final Promise<Void> drained = Promise.promise();
  private boolean draining;

  /**
   * None yet.
   *
   * @param gauge counts along, for several of these
   */
  InFlight(AtomicInteger gauge) {
    this.gauge = gauge;
  }

  /** Begins an attempt; while draining it hears {@code overloaded} instead. */
  Future<T> run(Supplier<Future<T>> attempt) {
    if (draining) {
      return Future.failedFuture(ProblemType.OVERLOADED.because("This node is stopping."));
    }
    Promise<T> outcome = Promise.promise();
    attempts.add(outcome);
    gauge.incrementAndGet();
    outcome
        .future()
        .onComplete(
            ended -> {
              attempts.remove(outcome);
              gauge.decrementAndGet();
              completeIfDrained();
            });
    Future.succeededFuture()
        .compose(begin -> attempt.get())
        .onSuccess(outcome::tryComplete)
        .onFailure(outcome::tryFail);
    return outcome.future();
  }

  /** Begins nothing more; done when the last one has ended. */
  Future<Void> drain() {
    draining = true;
    completeIfDrained();
    return drained.future();
  }

  /** Ends what is left: nobody knows whether it ran. */
  void abandon() {
    ProblemException unknown =
        ProblemType.UNAVAILABLE.because("The node stopped before the attempt had ended.");
    List.copyOf(attempts).forEach(outcome -> outcome.tryFail(unknown));
  }

  private void completeIfDrained() {
    if (draining && attempts.isEmpty()) {
      drained.tryComplete();
    }
  }
}
