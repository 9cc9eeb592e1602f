package dev.punctual.testkit;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for Vert.x futures on a test's own thread. */
public final class Futures {

  private static final long PATIENCE_SECONDS = 30;

  private Futures() {}

  /** The value; fails the test if there is none within half a minute. */
  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("expected a value, got " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("still no answer after " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The failure; fails the test if there is none within half a minute. */
  public static Throwable awaitFailure(Future<?> future) {
    return await(
        future.transform(
            outcome ->
                outcome.failed()
                    ? Future.succeededFuture(outcome.cause())
                    : Future.failedFuture("expected a failure, got " + outcome.result())));
  }
}
