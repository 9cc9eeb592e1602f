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
 * So many requests a second for a key, and for a webhook, with a burst of as many; told in the
 * {@code RateLimit} and {@code RateLimit-Policy} headers of the IETF draft.
 *
 * <p>Keys are few and configured, so are their buckets. Anybody can make up webhooks, so these
 * share a fixed number of buckets by their tokens' hashes: a flood at one leaves nearly all others
 * alone, and the API.
 */
final class RateLimits {
  private static final int WEBHOOK_BUCKETS = 1_024;

  private final int perSecond;
  private final String policy;
  private final Map<String, Bucket> keys = new ConcurrentHashMap<>();
  private final Map<Integer, Bucket> webhooks = new ConcurrentHashMap<>();

  RateLimits(int perSecond) {
    this.perSecond = perSecond;
    this.policy = "\"default\";q=%d;w=1".formatted(perSecond);
  }

  void takeForKey(Principal principal, HttpServerResponse response) {
    take(keys.computeIfAbsent(principal.name(), name -> newBucket()), "key", response);
  }

  void takeForWebhook(String token, HttpServerResponse response) {
    int place = Math.floorMod(token.hashCode(), WEBHOOK_BUCKETS);
    take(webhooks.computeIfAbsent(place, unused -> newBucket()), "webhook", response);
  }

  private void take(Bucket bucket, String whose, HttpServerResponse response) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    response.putHeader("RateLimit-Policy", policy);
    response.putHeader("RateLimit", "\"default\";r=" + probe.getRemainingTokens() + ";t=1");
    if (!probe.isConsumed()) {
      throw new Problem(
              ProblemType.RATE_LIMITED,
              "At most %d requests a second for one %s.".formatted(perSecond, whose))
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
