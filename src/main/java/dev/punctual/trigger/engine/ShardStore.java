package dev.punctual.trigger.engine;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Who owns which shard. Leases run on the database's clock. */
interface ShardStore {

  /**
   * What a heartbeat tells.
   *
   * @param now the database's clock
   * @param nodes how many nodes are alive, this one included
   * @param kept the shards that are still this node's
   */
  record Heartbeat(Instant now, int nodes, List<Shard> kept) {}

  /** Renews the leases of what this node owns. */
  Future<Heartbeat> heartbeat(String node, Duration lease);

  /**
   * Takes over up to {@code limit} shards that nobody owns or whose lease has ended, and waits for
   * those who write for them just now.
   */
  Future<List<Shard>> claim(String node, Duration lease, int limit);

  Future<Void> release(String node, Collection<Integer> shards);

  /** Releases everything, and leaves. */
  Future<Void> leave(String node);
}
