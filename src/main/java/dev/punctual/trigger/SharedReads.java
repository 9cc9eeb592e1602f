package dev.punctual.trigger;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one key once for all who ask meanwhile. Nobody gets what was read before the question: who
 * asks while a read is under way waits for the next one. For one event loop.
 */
final class SharedReads<K, V> {
  private final Function<K, Future<V>> source;

  /** By the keys that are being read: who waits for the next read. */
  private final Map<K, Optional<Promise<V>>> underWay = new HashMap<>();

  SharedReads(Function<K, Future<V>> source) {
    this.source = source;
  }

  Future<V> read(K key) {
    Optional<Promise<V>> next = underWay.get(key);
    if (next == null) {
      return start(key);
    }
    Promise<V> joined = next.orElseGet(Promise::promise);
    underWay.put(key, Optional.of(joined));
    return joined.future();
  }

  private Future<V> start(K key) {
    underWay.put(key, Optional.empty());
    return source.apply(key).onComplete(done -> goOn(key));
  }

  private void goOn(K key) {
    Optional<Promise<V>> next =
        Optional.ofNullable(underWay.remove(key)).flatMap(waiting -> waiting);
    next.ifPresent(waiting -> start(key).onComplete(waiting::handle));
  }
}
