package dev.punctual.http;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** How many large bodies a node holds in memory at once; the next one hears {@code overloaded}. */
final class ImportSlots {
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final int limit;
  private final AtomicInteger running = new AtomicInteger();

  ImportSlots(int limit) {
    this.limit = limit;
  }

  <T> Future<T> run(Supplier<Future<T>> work) {
    if (running.incrementAndGet() > limit) {
      running.decrementAndGet();
      return Future.failedFuture(
          new Problem(ProblemType.OVERLOADED, "As many imports as fit are running.")
              .retryAfter(RETRY)
              .exception());
    }
    return work.get().onComplete(done -> running.decrementAndGet());
  }
}
