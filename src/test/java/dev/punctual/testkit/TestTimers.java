package dev.punctual.testkit;

import dev.punctual.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Timers that go off when the test says so. */
public final class TestTimers implements Timers {
  private final List<Runnable> pending = new ArrayList<>();

  @Override
  public synchronized Timer once(Duration delay, Runnable action) {
    pending.add(action);
    return () -> cancel(action);
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    throw new UnsupportedOperationException("only what is asked for once");
  }

  /** How many there are to go off. */
  public synchronized int pending() {
    return pending.size();
  }

  /** Goes off once. */
  public void fire() {
    List<Runnable> due;
    synchronized (this) {
      due = List.copyOf(pending);
      pending.clear();
    }
    due.forEach(Runnable::run);
  }

  private synchronized void cancel(Runnable action) {
    pending.remove(action);
  }
}
