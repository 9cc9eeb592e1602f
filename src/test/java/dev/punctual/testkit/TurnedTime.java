package dev.punctual.testkit;

import dev.punctual.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock, a monotonic clock and timers that go on only when the test turns them, together. */
public final class TurnedTime implements Timers {
  private final TestClock clock;
  private final PriorityQueue<Pending> pending =
      new PriorityQueue<>(Comparator.comparing(Pending::nanos).thenComparing(Pending::number));
  private long nanos;
  private long number;

  private record Pending(long nanos, long number, Runnable action) {}

  public TurnedTime(Instant now) {
    this.clock = new TestClock(now);
  }

  public Clock clock() {
    return clock;
  }

  public long nanos() {
    return nanos;
  }

  public Instant now() {
    return clock.instant();
  }

  /** Lets time pass; every timer goes off at its own moment, also those that others set. */
  public void pass(Duration span) {
    long end = nanos + span.toNanos();
    while (!pending.isEmpty() && pending.peek().nanos() <= end) {
      Pending next = pending.poll();
      jumpTo(Math.max(nanos, next.nanos()));
      next.action().run();
    }
    jumpTo(end);
  }

  /** Lets time pass without anybody noticing: a process that sleeps. */
  public void sleep(Duration span) {
    jumpTo(nanos + span.toNanos());
  }

  private void jumpTo(long to) {
    clock.advance(Duration.ofNanos(to - nanos));
    nanos = to;
  }

  @Override
  public Timer once(Duration delay, Runnable action) {
    Pending timer = new Pending(nanos + delay.toNanos(), number++, action);
    pending.add(timer);
    return () -> pending.remove(timer);
  }

  @Override
  public Timer every(Duration period, Runnable action) {
    Pending[] current = new Pending[1];
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            current[0] = new Pending(nanos + period.toNanos(), number++, this);
            pending.add(current[0]);
            action.run();
          }
        };
    current[0] = new Pending(nanos + period.toNanos(), number++, again);
    pending.add(current[0]);
    return () -> pending.remove(current[0]);
  }
}
