package dev.punctual.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.punctual.cache.CacheMetrics.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Keeps values by reference in this process, bounded and for a limited time.
 *
 * <p>Concurrent gets of one key share a load. A load is a <em>flight</em>, registered under its key
 * until it lands; only a flight that is still registered when it lands may store. To invalidate is
 * to strike the flight off the register and then to remove the value, so a load that was overtaken
 * is neither stored nor joined by anyone who comes later.
 */
public final class InProcessCache implements Cache {

  private final com.github.benmanes.caffeine.cache.Cache<String, Object> values;
  private final ConcurrentMap<String, Promise<Object>> flights = new ConcurrentHashMap<>();
  private final CacheMetrics metrics;

  /**
   * How much is kept, and for how long.
   *
   * @param maxEntries the most entries
   * @param ttl how long a value is kept after it was loaded
   * @param weight a second bound, besides the number
   */
  public record Bounds(long maxEntries, Duration ttl, Weight weight) {
    public Bounds {
      if (maxEntries < 1 || ttl.isNegative() || ttl.isZero()) {
        throw new IllegalArgumentException("a cache needs room for an entry and time to keep it");
      }
    }

    public Bounds(long maxEntries, Duration ttl) {
      this(maxEntries, ttl, new Weight(maxEntries, value -> 1));
    }
  }

  /** At most {@code max} in total, in whatever unit {@code of} weighs a value. */
  public record Weight(long max, ToLongFunction<Object> of) {}

  public InProcessCache(Bounds bounds, CacheMetrics metrics) {
    this(bounds, metrics, Ticker.systemTicker());
  }

  InProcessCache(Bounds bounds, CacheMetrics metrics, Ticker ticker) {
    this.metrics = metrics;
    // Caffeine takes one bound. A least weight for each entry bounds their number as well.
    long least = Math.max(1, bounds.weight().max() / bounds.maxEntries());
    values =
        Caffeine.newBuilder()
            .maximumWeight(bounds.weight().max())
            .weigher(
                (String key, Object value) ->
                    (int)
                        Math.min(
                            Integer.MAX_VALUE,
                            Math.max(least, bounds.weight().of().applyAsLong(value))))
            .expireAfterWrite(bounds.ttl())
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public <V> Future<V> get(CacheKey<V> key, Supplier<Future<V>> loader) {
    Object kept = values.getIfPresent(key.value());
    if (kept != null) {
      metrics.answered(Answer.HIT);
      return Future.succeededFuture(kept).map(key.type()::cast);
    }
    metrics.answered(Answer.MISS);
    Promise<Object> mine = Promise.promise();
    Promise<Object> flight = flights.computeIfAbsent(key.value(), k -> mine);
    if (flight == mine) {
      take(key.value(), mine, loader);
    }
    return onCallersContext(flight.future()).map(key.type()::cast);
  }

  private <V> void take(String key, Promise<Object> flight, Supplier<Future<V>> loader) {
    // Between the look at the values and the registration another flight may have landed.
    Object landed = values.getIfPresent(key);
    Future<?> loaded =
        landed != null
            ? Future.succeededFuture(landed)
            : Future.succeededFuture().compose(ignored -> loader.get());
    loaded.onComplete(
        (value, failure) -> {
          land(key, flight, value);
          flight.complete(value, failure);
        });
  }

  private void land(String key, Promise<Object> flight, Object value) {
    flights.computeIfPresent(
        key,
        (k, current) -> {
          if (current != flight) {
            return current;
          }
          if (value != null) {
            values.put(key, value);
          }
          return null;
        });
  }

  @Override
  public Future<Void> invalidate(Collection<String> keys) {
    for (String key : keys) {
      flights.remove(key);
      values.invalidate(key);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> clear() {
    List.copyOf(flights.keySet()).forEach(flights::remove);
    values.invalidateAll();
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> ping() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    return clear();
  }

  /** How many values are kept, after everything that is due for removal is gone. */
  long size() {
    values.cleanUp();
    return values.estimatedSize();
  }

  /** A shared load lands on the context of whoever started it; everyone else is brought home. */
  private static <T> Future<T> onCallersContext(Future<T> shared) {
    Context caller = Vertx.currentContext();
    if (caller == null) {
      return shared;
    }
    Promise<T> own = Promise.promise();
    shared.onComplete(
        (value, failure) -> {
          if (caller == Vertx.currentContext()) {
            own.complete(value, failure);
          } else {
            caller.runOnContext(ignored -> own.complete(value, failure));
          }
        });
    return own.future();
  }
}
