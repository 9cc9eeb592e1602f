package dev.punctual.trigger.engine;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Where runs leave what became of them. */
interface OutcomeStore {

  /**
   * Logs outcomes and removes their occurrences, both or neither. What is stale (its shard has
   * another epoch) or was logged before is passed over.
   *
   * @param now when the entries are logged
   * @return how many were logged
   */
  Future<Integer> record(String node, List<Outcome> outcomes, Instant now);

  /** Notes how far runs are. */
  Future<Void> note(String node, List<Progress> progress);
}
