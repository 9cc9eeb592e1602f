package dev.punctual.trigger.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a failed run pauses before it is tried again: exponential, capped, with the "equal
 * jitter" of Marc Brooker, <a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 * Backoff And Jitter</a>: half of the pause is certain, half is left to chance.
 *
 * <p>Its "full jitter" (anything from no pause to all of it) is gentler to an endpoint that many
 * contend for. But attempts are few here, and chance must not spend all of them before an endpoint
 * that is down has had the time to come back.
 */
public final class Backoff {
  /** An endpoint that asks to be left alone for longer is tried again after this. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

  private Backoff() {}

  /**
   * The pause after a failed attempt; empty when it was the last one.
   *
   * @param failedAttempt its number, from 1
   * @param retryAfter what the endpoint asked for: the pause is not shorter, even where the
   *     definition's maximum is
   * @param random from 0 (inclusive) to 1 (exclusive)
   */
  public static Optional<Duration> pause(
      RetrySpec retry, int failedAttempt, Optional<Duration> retryAfter, double random) {
    if (failedAttempt >= retry.maxAttempts()) {
      return Optional.empty();
    }
    double whole = Math.min(grown(retry, failedAttempt), seconds(retry.max()));
    Duration jittered = Duration.ofMillis((long) (whole * (1 + random) / 2 * 1000));
    return Optional.of(
        retryAfter
            .map(asked -> shorter(asked, MAX_RETRY_AFTER))
            .filter(asked -> asked.compareTo(jittered) > 0)
            .orElse(jittered));
  }

  /** In floating point, where too large is infinite: no number of attempts overflows. */
  private static double grown(RetrySpec retry, int failedAttempt) {
    double initial = seconds(retry.initial());
    return initial == 0 ? 0 : initial * Math.pow(retry.multiplier(), failedAttempt - 1.0);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
