package dev.punctual.call;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.call.CallStore.Appointment;
import dev.punctual.call.domain.Reason;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Batches of calls in PostgreSQL. */
final class PgBatches {
  private static final int CHUNK = 5_000;
  private static final int A_FEW = 10;

  /** Whoever comes second waits for the agenda's row, finds another number and adds nothing. */
  private static final Sql ADD =
      Sql.of(
          """
          WITH turn AS (
            INSERT INTO call.agenda AS a (tenant, customer, number) VALUES ($1, $3, 1)
            ON CONFLICT (tenant, customer) DO UPDATE SET number = a.number + 1 WHERE a.number = $4
            RETURNING 1
          )
          INSERT INTO call.batch (tenant, id, placed, idempotency_key, answer, created_at)
          SELECT $1, $2, false, $5, $6, $7 FROM turn
          ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
          """);

  private static final Sql ADD_CALLS =
      Sql.of(
          """
          INSERT INTO call.call
            (tenant, id, customer, batch, person, zones, scheduled, status, reason, created_at)
          SELECT $1, c.id, $2, $3, c.person, string_to_array(c.zones, ' '), c.scheduled, c.status,
                 c.reason, $4
          FROM unnest($5::uuid[], $6::bytea[], $7::text[], $8::timestamptz[], $9::text[],
                      $10::text[])
            AS c(id, person, zones, scheduled, status, reason)
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT * FROM call.batch WHERE tenant = $1 AND idempotency_key = $2
          """);

  private static final Sql PLACED =
      Sql.of(
          """
          UPDATE call.batch SET placed = true WHERE tenant = $1 AND id = $2
          """);

  private static final Sql UNPLACED =
      Sql.of(
          """
          SELECT * FROM call.batch
          WHERE NOT placed AND created_at < $1 ORDER BY created_at LIMIT $2
          """);

  /** Only after a failure, so that no index is kept for it. */
  private static final Sql APPOINTMENTS =
      Sql.of(
          """
          SELECT tenant, id, scheduled FROM call.call
          WHERE tenant = $1 AND batch = $2 AND change IS DISTINCT FROM 'cancelled'
          """);

  private static final Sql FORGET =
      Sql.of(
          """
          DELETE FROM call.batch WHERE created_at < $1 AND placed
          """);

  private final PgDatabase database;

  PgBatches(PgDatabase database) {
    this.database = database;
  }

  Future<Boolean> add(Batch batch, String customer, long seen, List<StoredCall> calls) {
    Tuple values =
        Tuple.of(batch.tenant(), UUID.fromString(batch.id()), customer, seen)
            .addString(batch.key().map(Batch.Key::text).orElse(null))
            .addBuffer(batch.key().map(Batch.Key::answer).orElse(null))
            .addOffsetDateTime(utc(batch.createdAt()));
    return database.transaction(
        tx ->
            tx.run(ADD, values)
                .compose(
                    added ->
                        added.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : addCalls(tx, batch, customer, calls)));
  }

  private static Future<Boolean> addCalls(
      PgTransaction tx, Batch batch, String customer, List<StoredCall> calls) {
    if (calls.isEmpty()) {
      return Future.succeededFuture(true);
    }
    List<StoredCall> chunk = calls.subList(0, Math.min(CHUNK, calls.size()));
    return tx.run(ADD_CALLS, values(batch, customer, chunk))
        .compose(added -> addCalls(tx, batch, customer, calls.subList(chunk.size(), calls.size())));
  }

  private static Tuple values(Batch batch, String customer, List<StoredCall> calls) {
    Tuple common =
        Tuple.of(batch.tenant(), customer, UUID.fromString(batch.id()), utc(batch.createdAt()));
    return new PgColumns<>(common, calls)
        .uuids(call -> UUID.fromString(call.id()))
        .bytes(StoredCall::person)
        .texts(call -> String.join(" ", call.zones()))
        .times(StoredCall::scheduled)
        .texts(call -> PgCallStore.label(call.status()))
        .texts(call -> call.reason().map(Reason::code).orElse(null))
        .tuple();
  }

  Future<Optional<Batch>> find(String tenant, String idempotencyKey) {
    return database
        .run(FIND, Tuple.of(tenant, idempotencyKey))
        .map(rows -> rows.stream().findFirst().map(PgBatches::batch));
  }

  Future<Void> placed(String tenant, String batchId) {
    return database.run(PLACED, Tuple.of(tenant, UUID.fromString(batchId))).mapEmpty();
  }

  Future<List<Batch>> unplaced(Instant createdBefore) {
    return database
        .run(UNPLACED, Tuple.of(utc(createdBefore), A_FEW))
        .map(rows -> rows.stream().map(PgBatches::batch).toList());
  }

  Future<List<Appointment>> appointments(String tenant, String batchId) {
    return database
        .run(APPOINTMENTS, Tuple.of(tenant, UUID.fromString(batchId)))
        .map(PgCallStore::appointments);
  }

  Future<Void> forget(Instant createdBefore) {
    return database.run(FORGET, Tuple.of(utc(createdBefore))).mapEmpty();
  }

  private static Batch batch(Row row) {
    return new Batch(
        row.getString("tenant"),
        row.getUUID("id").toString(),
        row.getBoolean("placed"),
        Optional.ofNullable(row.getString("idempotency_key"))
            .map(key -> new Batch.Key(key, row.getBuffer("answer"))),
        instant(row, "created_at"));
  }
}
