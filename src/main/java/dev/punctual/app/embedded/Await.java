package dev.punctual.app.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for the operating system, which announces neither an exit of a foreign process nor haste.
 */
final class Await {
  private static final Duration POLL = Duration.ofMillis(20);

  private Await() {}

  /** Whether {@code done} came true within {@code limit}; gives up early when interrupted. */
  static boolean until(BooleanSupplier done, Duration limit) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - begin >= limit.toNanos() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }
}
