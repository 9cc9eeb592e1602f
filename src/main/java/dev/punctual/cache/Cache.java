package dev.punctual.cache;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * A read-through cache. A get and its loader run on the caller's Vert.x context where there is one;
 * all methods may be called from any thread.
 *
 * <p>A key has one type for life. Values are immutable: an adapter may hand the same instance to
 * everybody.
 */
public interface Cache {

  /**
   * The cached value, or the loader's, which is then kept. A failed load fails the get and is not
   * kept. The loader must complete at some time: whatever it asks needs a timeout of its own.
   */
  <V> Future<V> get(CacheKey<V> key, Supplier<Future<V>> loader);

  /**
   * Forgets these keys. Once this has succeeded, no get that starts later sees a value that was
   * loaded before it was called. Call it after the write is committed. It does not fail because a
   * remote cache is away: such an invalidation is owed, and honoured from then on.
   */
  Future<Void> invalidate(Collection<String> keys);

  /** Forgets everything, with the promise of {@link #invalidate}; say after a gap in the feed. */
  Future<Void> clear();

  /** Succeeds if values can be kept at present. For the health check. */
  Future<Void> ping();

  /** Lets go of connections and timers. Later gets ask their loaders. */
  Future<Void> close();
}
