package dev.punctual.trigger.engine;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.optionalInstant;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Shards in PostgreSQL. Whoever writes for a shard holds its advisory lock shared for the length of
 * the transaction; whoever takes it over holds it exclusively. So a take-over sees everything that
 * was written under the epoch before, and nothing is written under it afterwards.
 */
final class PgShardStore implements ShardStore {
  /** Told when shards were given away, so that they do not wait for the next heartbeat. */
  static final String FREE_CHANNEL = "trigger_free";

  /** The first half of the advisory locks' key; the second is the shard. */
  private static final int LOCK_SPACE = 0x54524947;

  private static final Sql HEARTBEAT =
      Sql.of(
          """
          WITH present AS (
            INSERT INTO trigger.node (id, lease_until)
            VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
            ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until
          ), kept AS (
            UPDATE trigger.shard
            SET lease_until = clock_timestamp() + $2 * interval '1 millisecond',
                heartbeat_at = clock_timestamp()
            WHERE owner = $1
            RETURNING shard, epoch
          )
          SELECT clock_timestamp() AS now,
                 (SELECT count(*) FROM trigger.node
                  WHERE id <> $1 AND lease_until > clock_timestamp()) AS others,
                 (SELECT array_agg(shard ORDER BY shard) FROM kept) AS shards,
                 (SELECT array_agg(epoch ORDER BY shard) FROM kept) AS epochs
          """);

  private static final Sql FREE =
      Sql.of(
          """
          SELECT shard::int FROM trigger.shard
          WHERE owner IS NULL OR (owner <> $1 AND lease_until < clock_timestamp())
          ORDER BY shard
          LIMIT $2
          FOR UPDATE SKIP LOCKED
          """);

  private static final Sql LOCK_EXCLUSIVELY =
      Sql.of("SELECT pg_advisory_xact_lock($1, s)::text FROM unnest($2::int[]) AS s ORDER BY s");

  /**
   * A node that sleeps or is cut off in the middle of its transaction must not keep its successor
   * waiting: a transaction that says nothing for so long is ended.
   */
  private static final Sql LOCK_SHARED =
      Sql.of(
          """
          SELECT set_config('idle_in_transaction_session_timeout', '1s', true),
                 pg_advisory_xact_lock_shared($1, s)::text
          FROM unnest($2::int[]) AS s
          ORDER BY s
          """);

  private static final Sql TAKE_OVER =
      Sql.of(
          """
          UPDATE trigger.shard s
          SET owner = $1, epoch = s.epoch + 1,
              lease_until = clock_timestamp() + $2 * interval '1 millisecond',
              heartbeat_at = clock_timestamp()
          FROM (SELECT shard, COALESCE(lease_until, heartbeat_at) AS fired_until
                FROM trigger.shard) before
          WHERE s.shard = before.shard AND s.shard = ANY($3::int[])
          RETURNING s.shard, s.epoch, before.fired_until
          """);

  private static final Sql RELEASE =
      Sql.of(
          """
          WITH released AS (
            UPDATE trigger.shard
            SET owner = NULL, lease_until = NULL, heartbeat_at = clock_timestamp()
            WHERE owner = $1 AND shard = ANY($2::int[])
            RETURNING shard
          )
          SELECT pg_notify($3, '')::text FROM released LIMIT 1
          """);

  private static final Sql LEAVE =
      Sql.of(
          """
          WITH gone AS (
            DELETE FROM trigger.node
            WHERE id = $1 OR lease_until < clock_timestamp() - interval '10 minutes'
          ), released AS (
            UPDATE trigger.shard
            SET owner = NULL, lease_until = NULL, heartbeat_at = clock_timestamp()
            WHERE owner = $1
            RETURNING shard
          )
          SELECT pg_notify($2, '')::text FROM released LIMIT 1
          """);

  private final PgDatabase database;

  PgShardStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Heartbeat> heartbeat(String node, Duration lease) {
    return database
        .run(HEARTBEAT, Tuple.of(node, (double) lease.toMillis()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Heartbeat(
                    instant(row, "now"), 1 + row.getLong("others").intValue(), kept(row)));
  }

  private static List<Shard> kept(Row row) {
    Short[] shards = row.getArrayOfShorts("shards");
    Long[] epochs = row.getArrayOfLongs("epochs");
    List<Shard> kept = new ArrayList<>();
    for (int i = 0; shards != null && i < shards.length; i++) {
      kept.add(new Shard(shards[i], epochs[i], Optional.empty()));
    }
    return kept;
  }

  @Override
  public Future<List<Shard>> claim(String node, Duration lease, int limit) {
    return database.transaction(
        tx ->
            tx.run(FREE, Tuple.of(node, limit))
                .map(
                    rows ->
                        rows.stream().map(row -> row.getInteger("shard")).toArray(Integer[]::new))
                .compose(
                    free ->
                        free.length == 0
                            ? Future.succeededFuture(List.of())
                            : takeOver(tx, node, lease, free)));
  }

  private static Future<List<Shard>> takeOver(
      PgTransaction tx, String node, Duration lease, Integer[] free) {
    return tx.run(LOCK_EXCLUSIVELY, Tuple.of(LOCK_SPACE).addArrayOfInteger(free))
        .compose(
            locked ->
                tx.run(
                    TAKE_OVER, Tuple.of(node, (double) lease.toMillis()).addArrayOfInteger(free)))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Shard(
                                row.getShort("shard"),
                                row.getLong("epoch"),
                                optionalInstant(row, "fired_until")))
                    .toList());
  }

  @Override
  public Future<Void> release(String node, Collection<Integer> shards) {
    return database
        .run(
            RELEASE,
            Tuple.of(node)
                .addArrayOfInteger(shards.toArray(Integer[]::new))
                .addString(FREE_CHANNEL))
        .mapEmpty();
  }

  @Override
  public Future<Void> leave(String node) {
    return database.run(LEAVE, Tuple.of(node, FREE_CHANNEL)).mapEmpty();
  }

  /** Keeps take-overs of these shards away until the transaction ends. */
  static Future<Void> holdStill(PgTransaction tx, Integer[] shards) {
    return tx.run(LOCK_SHARED, Tuple.of(LOCK_SPACE).addArrayOfInteger(shards)).mapEmpty();
  }
}
