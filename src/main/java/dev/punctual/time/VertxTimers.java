package dev.punctual.time;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Wakes up by Vert.x timers. */
public final class VertxTimers implements Timers {
  private final Vertx vertx;

  public VertxTimers(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Timer once(Duration delay, Runnable action) {
    long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> action.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    long id = vertx.setPeriodic(Math.max(1, period.toMillis()), fired -> action.run());
    return () -> vertx.cancelTimer(id);
  }
}
