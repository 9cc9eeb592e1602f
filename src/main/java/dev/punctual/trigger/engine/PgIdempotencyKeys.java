package dev.punctual.trigger.engine;

import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.OccurrenceStore.Receipt.Repeated;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the keys of a group of orders stand for, in the transaction that stores the orders. */
final class PgIdempotencyKeys {
  /** In one order for all who write: keys that two of them want must not lock each other out. */
  private static final Sql TAKE =
      Sql.of(
          """
          INSERT INTO trigger.hook_key
            (tenant, trigger_id, key, fingerprint, event_id, created_at)
          SELECT tenant, trigger_id, key, fingerprint, event_id, created_at
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[],
                      $6::timestamptz[])
            WITH ORDINALITY AS k(tenant, trigger_id, key, fingerprint, event_id, created_at, place)
          ORDER BY tenant, trigger_id, key, place
          ON CONFLICT (tenant, trigger_id, key) DO NOTHING
          """);

  private static final Sql READ =
      Sql.of(
          """
          SELECT h.tenant, h.trigger_id, h.key, h.fingerprint, h.event_id
          FROM unnest($1::text[], $2::text[], $3::text[]) AS k(tenant, trigger_id, key)
          JOIN trigger.hook_key h
            ON h.tenant = k.tenant AND h.trigger_id = k.trigger_id AND h.key = k.key
          """);

  private static final Sql RELEASE =
      Sql.of("DELETE FROM trigger.hook_key WHERE event_id = ANY($1::uuid[])");

  private final Map<Name, Repeated> events;

  private PgIdempotencyKeys(Map<Name, Repeated> events) {
    this.events = events;
  }

  /** A key belongs to its trigger. */
  private record Name(String tenant, String triggerId, String key) {
    static Optional<Name> of(Submit order) {
      Occurrence occurrence = order.occurrence();
      return order
          .key()
          .map(
              key ->
                  new Name(occurrence.tenant(), occurrence.triggerId().orElseThrow(), key.text()));
    }
  }

  /** Takes the keys that are free, and finds out which events the others stand for. */
  static Future<PgIdempotencyKeys> take(PgTransaction tx, List<Submit> orders) {
    List<Submit> keyed = orders.stream().filter(order -> order.key().isPresent()).toList();
    return keyed.isEmpty()
        ? Future.succeededFuture(new PgIdempotencyKeys(Map.of()))
        : tx.run(TAKE, taken(keyed))
            .compose(done -> tx.run(READ, names(keyed).tuple()))
            .map(PgIdempotencyKeys::of);
  }

  private static PgColumns<Submit> names(List<Submit> keyed) {
    return new PgColumns<>(Tuple.tuple(), keyed)
        .texts(order -> order.occurrence().tenant())
        .texts(order -> order.occurrence().triggerId().orElseThrow())
        .texts(order -> order.key().orElseThrow().text());
  }

  private static Tuple taken(List<Submit> keyed) {
    return names(keyed)
        .texts(order -> order.key().orElseThrow().fingerprint())
        .uuids(order -> order.occurrence().id())
        .times(order -> order.occurrence().scheduledFor())
        .tuple();
  }

  private static PgIdempotencyKeys of(RowSet<Row> rows) {
    Map<Name, Repeated> events = new HashMap<>();
    rows.forEach(
        row ->
            events.put(
                new Name(
                    row.getString("tenant"), row.getString("trigger_id"), row.getString("key")),
                new Repeated(row.getUUID("event_id"), row.getString("fingerprint"))));
    return new PgIdempotencyKeys(events);
  }

  /** The event that an order's key stands for, if it is another one. */
  Optional<Repeated> earlier(Submit order) {
    return Name.of(order)
        .flatMap(name -> Optional.ofNullable(events.get(name)))
        .filter(first -> !first.eventId().equals(order.occurrence().id()));
  }

  /** A key whose order was not stored is free again. */
  Future<Void> release(PgTransaction tx, List<Submit> orders, Set<UUID> stored) {
    List<Submit> lost =
        orders.stream()
            .filter(order -> order.key().isPresent())
            .filter(order -> !stored.contains(order.occurrence().id()))
            .toList();
    return lost.isEmpty() ? Future.succeededFuture() : tx.run(RELEASE, ids(lost)).mapEmpty();
  }

  private static Tuple ids(List<Submit> orders) {
    return new PgColumns<>(Tuple.tuple(), orders).uuids(order -> order.occurrence().id()).tuple();
  }
}
