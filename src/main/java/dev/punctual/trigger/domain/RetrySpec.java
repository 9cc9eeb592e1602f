package dev.punctual.trigger.domain;

import java.time.Duration;

/**
 * How often a run that failed is tried, and with which pauses.
 *
 * @param maxAttempts the first one included
 * @param initial the pause after the first failure, before jitter
 * @param max no pause is longer
 * @param multiplier by which each pause grows
 */
public record RetrySpec(int maxAttempts, Duration initial, Duration max, double multiplier) {
  public static final RetrySpec DEFAULT =
      new RetrySpec(5, Duration.ofSeconds(1), Duration.ofMinutes(5), 2);
}
