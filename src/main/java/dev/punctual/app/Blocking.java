package dev.punctual.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, which starting and stopping may do and nothing else. */
final class Blocking {
  private Blocking() {}

  /**
   * Waits for a step.
   *
   * @param step for the operator, such as {@code reaching PostgreSQL}
   * @throws StartFailure if it fails or takes longer
   */
  static <T> T await(String step, Duration limit, Future<T> future) {
    CompletableFuture<T> waiting = future.toCompletionStage().toCompletableFuture();
    try {
      return waiting.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      String reason =
          cause instanceof TimeoutException
              ? "not done within " + limit.toSeconds() + " s"
              : StartFailure.reason(cause);
      throw new StartFailure("Failed at %s: %s".formatted(step, reason), cause);
    }
  }
}
