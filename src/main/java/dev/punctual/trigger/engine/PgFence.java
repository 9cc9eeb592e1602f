package dev.punctual.trigger.engine;

import dev.punctual.postgres.PgColumns;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;

/** What keeps a node that overslept from writing: its shards count only in their epochs. */
final class PgFence {
  /** The shards that are still the node's; takes the first three parameters. */
  static final String HELD =
      """
      WITH held AS (
        SELECT s.shard FROM trigger.shard s
        JOIN unnest($2::smallint[], $3::bigint[]) AS f(shard, epoch)
          ON s.shard = f.shard AND s.epoch = f.epoch
        WHERE s.owner = $1
      )
      """;

  private PgFence() {}

  /** The first three parameters: node, shards and their epochs. */
  static Tuple of(String node, Collection<Shard> shards) {
    return new PgColumns<>(Tuple.of(node), List.copyOf(shards))
        .shorts(Shard::number)
        .longs(Shard::epoch)
        .tuple();
  }
}
