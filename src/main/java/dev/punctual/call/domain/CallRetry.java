package dev.punctual.call.domain;

import java.time.Duration;

/**
 * How often a call is tried, and with which pause.
 *
 * @param maxAttempts the first one included
 */
public record CallRetry(int maxAttempts, Duration spacing) {
  public static final CallRetry DEFAULT = new CallRetry(3, Duration.ofMinutes(5));
}
