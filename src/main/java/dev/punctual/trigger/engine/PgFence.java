package dev.punctual.trigger.engine;

import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/** The first three parameters of every write for shards: node, shards and their epochs. */
final class PgFence {
  private PgFence() {}

  static Tuple of(String node, Collection<Shard> shards) {
    return Tuple.of(node)
        .addArrayOfShort(shards.stream().map(shard -> (short) shard.number()).toArray(Short[]::new))
        .addArrayOfLong(shards.stream().map(Shard::epoch).toArray(Long[]::new));
  }
}
