package dev.punctual.staff;

import dev.punctual.cache.Cache;
import dev.punctual.cache.CacheKey;
import dev.punctual.postgres.PgNotifications;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache, kept true: what this node changes is forgotten before the change is acknowledged, what
 * other nodes change when PostgreSQL says so. While that feed is away nothing is read from the
 * cache, and when it is back everything is forgotten, because changes may have gone unheard.
 */
final class StaffCache implements PgNotifications.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(StaffCache.class);

  private final Cache cache;
  private final AtomicBoolean hearing = new AtomicBoolean();

  StaffCache(Cache cache) {
    this.cache = cache;
  }

  <V> Future<V> get(CacheKey<V> key, Supplier<Future<V>> loader) {
    return hearing.get() ? cache.get(key, loader) : loader.get();
  }

  /** Succeeds when no later read can see what the change made wrong. */
  <T> Future<T> forget(Changed<T> changed) {
    return cache.invalidate(changed.cacheKeys()).map(changed.value());
  }

  @Override
  public void connected() {
    cache
        .clear()
        .onSuccess(cleared -> hearing.set(true))
        .onFailure(failure -> LOG.warn("The cache stays unused: it could not be cleared", failure));
  }

  @Override
  public void disconnected() {
    hearing.set(false);
    LOG.warn("The feed of changes is away: reading past the cache");
  }

  @Override
  public void notified(String payload) {
    Future<Void> forgotten =
        payload.equals(PgTree.EVERYTHING)
            ? cache.clear()
            : cache.invalidate(Arrays.asList(payload.split(PgTree.SEPARATOR)));
    forgotten.onFailure(failure -> hearing.set(false));
  }
}
