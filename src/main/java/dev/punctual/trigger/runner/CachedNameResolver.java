package dev.punctual.trigger.runner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps answers for a moment and asks each question once at a time. For one event loop. */
final class CachedNameResolver implements NameResolver {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MAX_ANSWERS = 10_000;
  private static final int MAX_QUESTIONS = 1_000;

  private final NameResolver origin;
  private final Cache<String, List<InetAddress>> answers;
  private final Map<String, Future<List<InetAddress>>> questions = new HashMap<>();

  CachedNameResolver(NameResolver origin, Ticker ticker) {
    this.origin = origin;
    this.answers =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(MAX_ANSWERS)
            .ticker(ticker)
            .build();
  }

  @Override
  public Future<List<InetAddress>> resolve(String host) {
    return Optional.ofNullable(answers.getIfPresent(host))
        .map(Future::succeededFuture)
        .or(() -> Optional.ofNullable(questions.get(host)))
        .orElseGet(() -> ask(host));
  }

  private Future<List<InetAddress>> ask(String host) {
    if (questions.size() >= MAX_QUESTIONS) {
      return Future.failedFuture(
          new CallFailure(CallFailure.Reason.BUSY, "too many host names are being looked up"));
    }
    Promise<List<InetAddress>> answer = Promise.promise();
    questions.put(host, answer.future());
    origin
        .resolve(host)
        .onSuccess(addresses -> answers.put(host, addresses))
        .onComplete(
            done -> {
              questions.remove(host);
              answer.handle(done);
            });
    return answer.future();
  }
}
