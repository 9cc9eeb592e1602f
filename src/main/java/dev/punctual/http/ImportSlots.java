package dev.punctual.http;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * How many large imports a node has in memory at once. The next ones wait for a moment, without
 * their bodies, and then hear {@code overloaded}.
 */
final class ImportSlots {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int QUEUE = 64;

  private final Timers timers;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private int free;

  ImportSlots(Timers timers, int slots) {
    this.timers = timers;
    this.free = slots;
  }

  /** Who waits, and the context to wake it on. */
  private record Waiting(Context context, Promise<Void> turn) {}

  /**
   * Runs the work when there is room for it.
   *
   * @param context where it runs; the caller's own
   */
  <T> Future<T> run(Context context, Supplier<Future<T>> work) {
    return take(context)
        .compose(
            taken ->
                Future.succeededFuture()
                    .compose(begin -> work.get())
                    .onComplete(done -> release()));
  }

  private Future<Void> take(Context context) {
    Waiting waiting = new Waiting(context, Promise.promise());
    synchronized (queue) {
      if (free > 0) {
        free--;
        return Future.succeededFuture();
      }
      if (queue.size() == QUEUE) {
        return Future.failedFuture(overloaded());
      }
      queue.add(waiting);
    }
    Timers.Timer patience = timers.once(PATIENCE, () -> giveUp(waiting));
    return waiting.turn().future().onComplete(done -> patience.cancel());
  }

  private void giveUp(Waiting waiting) {
    synchronized (queue) {
      if (!queue.remove(waiting)) {
        return;
      }
    }
    waiting.turn().fail(overloaded());
  }

  private void release() {
    next().ifPresent(next -> next.context().runOnContext(go -> next.turn().complete()));
  }

  /** Who gets the slot; if nobody waits it is free. */
  private Optional<Waiting> next() {
    synchronized (queue) {
      Optional<Waiting> next = Optional.ofNullable(queue.poll());
      if (next.isEmpty()) {
        free++;
      }
      return next;
    }
  }

  private static ProblemException overloaded() {
    return new Problem(ProblemType.OVERLOADED, "As many large imports as fit are running.")
        .retryAfter(RETRY)
        .exception();
  }
}
