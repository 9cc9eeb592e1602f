package dev.punctual.app.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a server: when it has died, it is started again at once, and where that is in vain,
 * again after ever longer pauses, without end.
 */
final class Supervisor {

  /** Starts the server again, or fails with why it does not run. */
  interface Restart {
    void run() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final BooleanSupplier alive;
  private final Restart restart;
  private final ScheduledExecutorService thread;

  private Supervisor(BooleanSupplier alive, Restart restart, ScheduledExecutorService thread) {
    this.alive = alive;
    this.restart = restart;
    this.thread = thread;
  }

  /** Looks after a running server from now on. */
  static Supervisor watch(BooleanSupplier alive, Restart restart) {
    return watch(alive, restart, Executors.newSingleThreadScheduledExecutor(Supervisor::daemon));
  }

  /** As {@link #watch(BooleanSupplier, Restart)}, on a thread that is shut down in the end. */
  static Supervisor watch(BooleanSupplier alive, Restart restart, ScheduledExecutorService thread) {
    Supervisor supervisor = new Supervisor(alive, restart, thread);
    supervisor.after(LOOK, supervisor::look);
    return supervisor;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "embedded-postgres");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets the server go; a start that is under way is broken off. */
  void stop() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("A start of the embedded PostgreSQL is still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (alive.getAsBoolean()) {
      after(LOOK, this::look);
    } else {
      LOG.warn("The embedded PostgreSQL has died, starting it again");
      restart(FIRST_PAUSE);
    }
  }

  private void restart(Duration pause) {
    try {
      restart.run();
      LOG.info("The embedded PostgreSQL runs again");
      after(LOOK, this::look);
    } catch (IOException | RuntimeException e) {
      if (thread.isShutdown()) {
        return;
      }
      LOG.warn(
          "The embedded PostgreSQL cannot be started, next try in {} s: {}",
          pause.toSeconds(),
          e.getMessage());
      after(pause, () -> restart(longer(pause)));
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void after(Duration pause, Runnable step) {
    if (!thread.isShutdown()) {
      ScheduledFuture<?> unused = thread.schedule(step, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
