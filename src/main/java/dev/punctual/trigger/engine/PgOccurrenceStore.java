package dev.punctual.trigger.engine;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.optionalInstant;

import dev.punctual.bus.Json;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.Label;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.OccurrenceStore.Receipt.Repeated;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Occurrences in PostgreSQL. */
final class PgOccurrenceStore implements OccurrenceStore {
  /** Told, with the shard's number, when an occurrence was stored for a shard of another node. */
  static final String WORK_CHANNEL = "trigger_work";

  private static final Sql INSERT =
      Sql.of(
          PgFence.HELD
              + """
          INSERT INTO trigger.occurrence
            (id, tenant, trigger_id, trigger_kind, shard, version, source, scheduled_for, payload,
             note, definition, traceparent, loaded)
          SELECT n.*, n.shard IN (SELECT shard FROM held)
          FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::smallint[], $9::bigint[],
                      $10::text[], $11::timestamptz[], $12::text[], $13::text[], $14::text[],
                      $15::text[])
            AS n(id, tenant, trigger_id, trigger_kind, shard, version, source, scheduled_for,
                 payload, note, definition, traceparent)
          WHERE n.trigger_id IS NULL OR EXISTS (
            SELECT FROM trigger.definition d
            WHERE d.tenant = n.tenant AND d.id = n.trigger_id AND d.version = n.version)
          ON CONFLICT (id) DO NOTHING
          RETURNING id, loaded
          """);

  private static final Sql TELL_OWNERS = Sql.of("SELECT pg_notify($1, $2)::text");

  private static final Sql LOAD =
      Sql.of(
          PgFence.HELD
              + """
          , noticed AS (
            UPDATE trigger.occurrence SET loaded = true
            WHERE NOT loaded AND shard IN (SELECT shard FROM held)
          )
          SELECT * FROM trigger.occurrence WHERE shard IN (SELECT shard FROM held)
          """);

  private static final Sql ADOPT =
      Sql.of(
          PgFence.HELD
              + """
          UPDATE trigger.occurrence SET loaded = true
          WHERE NOT loaded AND shard IN (SELECT shard FROM held)
          RETURNING *
          """);

  private final PgDatabase database;

  PgOccurrenceStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<List<Receipt>> order(String node, Collection<Shard> shards, List<Submit> orders) {
    Integer[] numbers = shards.stream().map(Shard::number).toArray(Integer[]::new);
    return database.transaction(
        tx ->
            PgShardStore.holdStill(tx, numbers)
                .compose(held -> PgIdempotencyKeys.take(tx, orders))
                .compose(
                    keys -> {
                      List<Submit> fresh =
                          orders.stream().filter(order -> keys.earlier(order).isEmpty()).toList();
                      return tx.run(INSERT, rows(node, shards, fresh))
                          .map(PgOccurrenceStore::isLoaded)
                          .compose(stored -> keys.release(tx, fresh, stored.keySet()).map(stored))
                          .compose(stored -> tellOwners(tx, stored))
                          .map(stored -> receipts(orders, keys, stored));
                    }));
  }

  private static Map<UUID, Boolean> isLoaded(RowSet<Row> rows) {
    return rows.stream()
        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getBoolean("loaded")));
  }

  private static Future<Map<UUID, Boolean>> tellOwners(
      PgTransaction tx, Map<UUID, Boolean> stored) {
    return stored.containsValue(false)
        ? tx.run(TELL_OWNERS, Tuple.of(WORK_CHANNEL, "")).map(stored)
        : Future.succeededFuture(stored);
  }

  private static List<Receipt> receipts(
      List<Submit> orders, PgIdempotencyKeys keys, Map<UUID, Boolean> stored) {
    Set<UUID> outdated =
        orders.stream().map(order -> order.occurrence().id()).collect(Collectors.toSet());
    outdated.removeAll(stored.keySet());
    return orders.stream()
        .map(order -> receipt(order, keys.earlier(order), stored, outdated))
        .toList();
  }

  /** What repeats an outdated order of its own group is outdated as well. */
  private static Receipt receipt(
      Submit order, Optional<Repeated> earlier, Map<UUID, Boolean> stored, Set<UUID> outdated) {
    UUID id = earlier.map(Repeated::eventId).orElse(order.occurrence().id());
    if (outdated.contains(id)) {
      return new Receipt.Outdated();
    }
    return earlier
        .<Receipt>map(repeated -> repeated)
        .orElseGet(() -> new Receipt.Stored(stored.getOrDefault(id, false)));
  }

  private static Tuple rows(String node, Collection<Shard> shards, List<Submit> orders) {
    return new PgColumns<>(PgFence.of(node, shards), orders)
        .uuids(order -> order.occurrence().id())
        .texts(order -> order.occurrence().tenant())
        .texts(order -> order.occurrence().triggerId().orElse(null))
        .texts(order -> order.occurrence().kind().label())
        .shorts(order -> order.occurrence().shard())
        .longs(order -> order.occurrence().version())
        .texts(order -> order.occurrence().source().label())
        .times(order -> order.occurrence().scheduledFor())
        .texts(order -> order.occurrence().payload().orElse(null))
        .texts(order -> order.occurrence().note().orElse(null))
        .texts(order -> order.definition().map(Json::write).orElse(null))
        .texts(order -> order.traceparent().orElse(null))
        .tuple();
  }

  @Override
  public Future<List<Found>> load(String node, Collection<Shard> shards) {
    return find(LOAD, node, shards);
  }

  @Override
  public Future<List<Found>> adopt(String node, Collection<Shard> shards) {
    return find(ADOPT, node, shards);
  }

  private Future<List<Found>> find(Sql statement, String node, Collection<Shard> shards) {
    Integer[] numbers = shards.stream().map(Shard::number).toArray(Integer[]::new);
    return database.transaction(
        tx ->
            PgShardStore.holdStill(tx, numbers)
                .compose(held -> tx.run(statement, PgFence.of(node, shards)))
                .map(PgOccurrenceStore::found));
  }

  private static List<Found> found(RowSet<Row> rows) {
    return rows.stream().map(PgOccurrenceStore::found).toList();
  }

  private static Found found(Row row) {
    Occurrence occurrence =
        new Occurrence(
            row.getUUID("id"),
            row.getString("tenant"),
            Optional.ofNullable(row.getString("trigger_id")),
            Label.parse(TriggerKind.class, row.getString("trigger_kind")),
            row.getShort("shard"),
            row.getLong("version"),
            Label.parse(Source.class, row.getString("source")),
            instant(row, "scheduled_for"),
            Optional.ofNullable(row.getString("payload")),
            Optional.ofNullable(row.getString("note")),
            optionalInstant(row, "fired_at"),
            attempts(row),
            optionalInstant(row, "next_attempt_at"));
    return new Found(
        occurrence,
        Optional.ofNullable(row.getString("definition"))
            .map(json -> Json.read(json, TriggerSpec.class)),
        Optional.ofNullable(row.getString("traceparent")));
  }

  private static List<Attempt> attempts(Row row) {
    String json = row.getString("attempt_log");
    return json == null ? List.of() : List.of(Json.read(json, Attempt[].class));
  }
}
