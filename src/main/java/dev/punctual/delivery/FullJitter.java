package dev.punctual.delivery;

import java.time.Duration;

/**
 * How long to pause before the next try: anything from no time at all to an exponentially growing
 * bound, the "full jitter" of Marc Brooker, <a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 * Backoff And Jitter</a>. Many that were throttled together come back one by one.
 *
 * @param first the bound after the first failure; it doubles with each further one
 * @param cap the bound that is never exceeded
 */
record FullJitter(Duration first, Duration cap) {
  private static final int MOST_DOUBLINGS = 30;

  /**
   * The pause after some failures in a row.
   *
   * @param failures from 1
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  Duration pause(int failures, double random) {
    long grown = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long bound = Math.min(grown, cap.toMillis());
    return Duration.ofMillis((long) (bound * random));
  }
}
