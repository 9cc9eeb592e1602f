package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi.Submit;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Occurrences that are not logged yet: how they come in from outside, and how they are found. */
interface OccurrenceStore {

  /** What became of an order. */
  sealed interface Receipt {
    /**
     * It is stored.
     *
     * @param mine whether this node owns its shard, and so has to fire it
     */
    record Stored(boolean mine) implements Receipt {}

    /** An earlier order had the same key. */
    record Repeated(UUID eventId, String fingerprint) implements Receipt {}

    /** The definition has another version now, or is gone: nothing was stored. */
    record Outdated() implements Receipt {}
  }

  /**
   * An occurrence as it was found.
   *
   * @param definition its own, where it has one
   * @param traceparent the place in a trace that it is run at, where somebody asked for it in one
   */
  record Found(
      Occurrence occurrence, Optional<TriggerSpec> definition, Optional<String> traceparent) {}

  /** Stores orders, all or none; answers a receipt each, in their order. */
  Future<List<Receipt>> order(String node, Collection<Shard> shards, List<Submit> orders);

  /** Everything that is not logged of these shards, and takes notice of it. */
  Future<List<Found>> load(String node, Collection<Shard> shards);

  /** What others stored for these shards and nobody has taken notice of. */
  Future<List<Found>> adopt(String node, Collection<Shard> shards);
}
