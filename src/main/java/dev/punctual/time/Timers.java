package dev.punctual.time;

import java.time.Duration;

/** Wakes up later. Callbacks run on the context that asked. */
public interface Timers {

  /** A pending wake-up. */
  interface Timer {
    /** Calling it again, or after the wake-up, changes nothing. */
    void cancel();
  }

  Timer once(Duration delay, Runnable action);

  Timer every(Duration period, Runnable action);
}
