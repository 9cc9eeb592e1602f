package dev.punctual.trigger.engine;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.bus.Json;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cursors and definitions in PostgreSQL. */
final class PgPlanStore implements PlanStore {
  private static final Sql DUE =
      Sql.of(
          """
          SELECT tenant, trigger_id, shard, version, next_at, fresh FROM trigger.cursor
          WHERE next_at < $1 AND shard = ANY($2::smallint[])
          ORDER BY next_at
          LIMIT $3
          """);

  private static final Sql DEFINITIONS =
      Sql.of(
          """
          SELECT d.tenant, d.id, d.version, d.spec, d.signing_secret,
                 CASE WHEN d.previous_secret_until > clock_timestamp()
                      THEN d.previous_secret END AS previous_secret
          FROM unnest($1::text[], $2::text[]) AS k(tenant, id)
          JOIN trigger.definition d ON d.tenant = k.tenant AND d.id = k.id
          """);

  /**
   * An occurrence comes to be only if its cursor moves, and both only under the shard's epoch. A
   * cursor that somebody is changing just now is passed by: the change will have it planned.
   */
  private static final Sql COMMIT =
      Sql.of(
          PgFence.HELD
              + """
          , step AS (
            SELECT p.*, c.fresh
            FROM unnest($4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::timestamptz[])
              AS p(tenant, trigger_id, version, was_at, next_at)
            JOIN trigger.cursor c ON c.tenant = p.tenant AND c.trigger_id = p.trigger_id
              AND c.version = p.version AND c.next_at = p.was_at
            WHERE c.shard IN (SELECT shard FROM held)
            FOR UPDATE OF c SKIP LOCKED
          ), moved AS (
            UPDATE trigger.cursor c SET next_at = p.next_at, fresh = false
            FROM step p WHERE c.tenant = p.tenant AND c.trigger_id = p.trigger_id
            RETURNING c.tenant, c.trigger_id, c.shard, c.version, p.fresh
          )
          INSERT INTO trigger.occurrence
            (id, tenant, trigger_id, trigger_kind, shard, version, source, scheduled_for, note, loaded)
          SELECT o.id, m.tenant, m.trigger_id, 'scheduled', m.shard, m.version, 'scheduled',
                 o.scheduled_for, o.note, true
          FROM unnest($9::uuid[], $10::text[], $11::text[], $12::timestamptz[], $13::text[])
            AS o(id, tenant, trigger_id, scheduled_for, note)
          JOIN moved m ON m.tenant = o.tenant AND m.trigger_id = o.trigger_id
          WHERE NOT m.fresh
            OR NOT EXISTS (SELECT FROM trigger.event_active e WHERE e.id = o.id)
          ON CONFLICT (id) DO NOTHING
          RETURNING id
          """);

  private final PgDatabase database;

  PgPlanStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<List<Cursor>> due(Collection<Integer> shards, Instant until, int limit) {
    Short[] mine = shards.stream().map(Integer::shortValue).toArray(Short[]::new);
    return database
        .run(DUE, Tuple.of(utc(until), mine, limit))
        .map(rows -> rows.stream().map(PgPlanStore::cursor).toList());
  }

  private static Cursor cursor(Row row) {
    return new Cursor(
        new TriggerKey(row.getString("tenant"), row.getString("trigger_id")),
        row.getShort("shard"),
        row.getLong("version"),
        instant(row, "next_at"),
        row.getBoolean("fresh"));
  }

  @Override
  public Future<List<Definition>> definitions(Collection<TriggerKey> keys) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Tuple parameters =
        new PgColumns<>(Tuple.tuple(), List.copyOf(keys))
            .texts(TriggerKey::tenant)
            .texts(TriggerKey::id)
            .tuple();
    return database
        .run(DEFINITIONS, parameters)
        .map(rows -> rows.stream().map(PgPlanStore::definition).toList());
  }

  private static Definition definition(Row row) {
    List<String> secrets =
        Stream.of("signing_secret", "previous_secret")
            .map(column -> Optional.ofNullable(row.getString(column)))
            .flatMap(Optional::stream)
            .toList();
    return Definition.stored(
        new TriggerKey(row.getString("tenant"), row.getString("id")),
        row.getLong("version"),
        Json.read(row.getString("spec"), TriggerSpec.class),
        secrets);
  }

  @Override
  public Future<Set<UUID>> commit(String node, Collection<Shard> shards, List<Step> steps) {
    Integer[] numbers = shards.stream().map(Shard::number).toArray(Integer[]::new);
    return database.transaction(
        tx ->
            PgShardStore.holdStill(tx, numbers)
                .compose(held -> tx.run(COMMIT, values(node, shards, steps)))
                .map(
                    rows ->
                        rows.stream().map(row -> row.getUUID("id")).collect(Collectors.toSet())));
  }

  private static Tuple values(String node, Collection<Shard> shards, List<Step> steps) {
    List<Occurrence> occurrences = new ArrayList<>();
    steps.forEach(step -> occurrences.addAll(step.occurrences()));
    Tuple cursors =
        new PgColumns<>(PgFence.of(node, shards), steps)
            .texts(step -> step.from().key().tenant())
            .texts(step -> step.from().key().id())
            .longs(step -> step.from().version())
            .times(step -> step.from().nextAt())
            .optionalTimes(Step::nextAt)
            .tuple();
    return new PgColumns<>(cursors, occurrences)
        .uuids(Occurrence::id)
        .texts(Occurrence::tenant)
        .texts(occurrence -> occurrence.triggerId().orElseThrow())
        .times(Occurrence::scheduledFor)
        .texts(occurrence -> occurrence.note().orElse(null))
        .tuple();
  }
}
