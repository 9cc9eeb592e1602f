package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Occurrence;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How far triggers are planned, and the definitions that say how to go on. */
interface PlanStore {

  /**
   * A trigger whose next firing has no occurrence yet.
   *
   * @param fresh nothing was planned by this version yet, and an earlier one may have fired at or
   *     after {@code nextAt} while it was being changed
   */
  record Cursor(TriggerKey key, int shard, long version, Instant nextAt, boolean fresh) {}

  /**
   * A step of planning.
   *
   * @param from the cursor that was read; if it has changed since, nothing happens
   * @param nextAt where planning goes on; empty when there is nothing more to come
   * @param occurrences the firings before that
   */
  record Step(Cursor from, Optional<Instant> nextAt, List<Occurrence> occurrences) {
    public Step {
      occurrences = List.copyOf(occurrences);
    }
  }

  /** Triggers of these shards that are due before {@code until}, soonest first. */
  Future<List<Cursor>> due(Collection<Integer> shards, Instant until, int limit);

  /** The definitions that exist. */
  Future<List<Definition>> definitions(Collection<TriggerKey> keys);

  /**
   * Advances cursors and stores occurrences, both or neither; what was logged already does not come
   * to be again. Answers which occurrences now exist because of it.
   */
  Future<Set<UUID>> commit(String node, Collection<Shard> shards, List<Step> steps);
}
