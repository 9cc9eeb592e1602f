package dev.punctual.http;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * So many requests a second for a key, with a burst of as many; told in the {@code RateLimit} and
 * {@code RateLimit-Policy} headers of the IETF draft. Keys are few and configured, so are buckets.
 */
final class RateLimits {
  private final int perSecond;
  private final String policy;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  RateLimits(int perSecond) {
    this.perSecond = perSecond;
    this.policy = "\"default\";q=%d;w=1".formatted(perSecond);
  }

  void take(Principal principal, HttpServerResponse response) {
    ConsumptionProbe probe =
        buckets
            .computeIfAbsent(principal.name(), name -> newBucket())
            .tryConsumeAndReturnRemaining(1);
    response.putHeader("RateLimit-Policy", policy);
    response.putHeader("RateLimit", "\"default\";r=" + probe.getRemainingTokens() + ";t=1");
    if (!probe.isConsumed()) {
      throw new Problem(
              ProblemType.RATE_LIMITED,
              "At most %d requests a second for one key.".formatted(perSecond))
          .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()))
          .exception();
    }
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}
