package dev.punctual.trigger.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The definitions that the engine works with, each read once a version. */
final class DefinitionCache {
  private static final int LIMIT = 50_000;
  private static final int SECRETS_GROW_OLD_MINUTES = 5;

  private final PlanStore store;
  private final Cache<TriggerKey, Definition> known =
      Caffeine.newBuilder()
          .maximumSize(LIMIT)
          .expireAfterWrite(java.time.Duration.ofMinutes(SECRETS_GROW_OLD_MINUTES))
          .build();

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
              read.forEach(definition -> found.put(definition.key().orElseThrow(), definition));
              return found;
            });
  }

  private Future<List<Definition>> read(Collection<TriggerKey> keys) {
    return store
        .definitions(keys)
        .onSuccess(
            read ->
                read.forEach(definition -> known.put(definition.key().orElseThrow(), definition)));
  }

  /** The versions that these triggers have now; what is gone is missing. */
  Future<Map<TriggerKey, Long>> refresh(Collection<TriggerKey> keys) {
    return read(keys)
        .map(
            read -> {
              Map<TriggerKey, Long> versions = new HashMap<>();
              read.forEach(
                  definition -> versions.put(definition.key().orElseThrow(), definition.version()));
              return versions;
            });
  }

  void forget(TriggerKey key) {
    known.invalidate(key);
  }
}
