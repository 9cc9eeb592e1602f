package dev.punctual.trigger.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The definitions that the engine works with, each read once a version. One read is under way at a
 * time, and who asks meanwhile is in the next one: a thousand firings of a trigger that nobody
 * remembers take one connection, not a thousand.
 */
final class DefinitionCache {
  private static final int LIMIT = 50_000;
  private static final Duration READ_LIMIT = Duration.ofSeconds(5);
  private static final Duration SECRETS_GROW_OLD = Duration.ofMinutes(5);

  private final PlanStore store;
  private final Cache<TriggerKey, Definition> known =
      Caffeine.newBuilder().maximumSize(LIMIT).expireAfterWrite(SECRETS_GROW_OLD).build();

  private Batch next = new Batch();
  private boolean reading;

  /** What is read together. */
  private static final class Batch {
    final Set<TriggerKey> keys = new HashSet<>();
    final Promise<Map<TriggerKey, Definition>> found = Promise.promise();
  }

  DefinitionCache(PlanStore store) {
    this.store = store;
  }

  /** The definitions of these triggers in at least these versions; what is gone is missing. */
  Future<Map<TriggerKey, Definition>> atLeast(Map<TriggerKey, Long> versions) {
    Map<TriggerKey, Definition> found = new HashMap<>();
    List<TriggerKey> missing = new ArrayList<>();
    versions.forEach(
        (key, version) ->
            Optional.ofNullable(known.getIfPresent(key))
                .filter(definition -> definition.version() >= version)
                .ifPresentOrElse(definition -> found.put(key, definition), () -> missing.add(key)));
    return read(missing)
        .map(
            read -> {
              found.putAll(read);
              return found;
            });
  }

  /** The versions that these triggers have now; what is gone is missing. */
  Future<Map<TriggerKey, Long>> refresh(Collection<TriggerKey> keys) {
    return read(keys)
        .map(
            read -> {
              Map<TriggerKey, Long> versions = new HashMap<>();
              read.forEach((key, definition) -> versions.put(key, definition.version()));
              return versions;
            });
  }

  void forget(TriggerKey key) {
    known.invalidate(key);
  }

  private Future<Map<TriggerKey, Definition>> read(Collection<TriggerKey> keys) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Batch mine = next;
    mine.keys.addAll(keys);
    if (!reading) {
      readNext();
    }
    return mine.found
        .future()
        .map(
            all -> {
              Map<TriggerKey, Definition> asked = new HashMap<>(all);
              asked.keySet().retainAll(Set.copyOf(keys));
              return asked;
            });
  }

  private void readNext() {
    Batch batch = next;
    next = new Batch();
    reading = true;
    store
        .definitions(batch.keys)
        // A connection that was cut without a word must not keep the next read waiting.
        .timeout(READ_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .map(DefinitionCache::byKey)
        .onSuccess(known::putAll)
        .onComplete(
            done -> {
              reading = false;
              if (!next.keys.isEmpty()) {
                readNext();
              }
              batch.found.handle(done);
            });
  }

  private static Map<TriggerKey, Definition> byKey(List<Definition> read) {
    Map<TriggerKey, Definition> definitions = new HashMap<>();
    read.forEach(definition -> definitions.put(definition.key().orElseThrow(), definition));
    return definitions;
  }
}
