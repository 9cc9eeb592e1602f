package dev.punctual.call;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.call.api.CallApi.ListCalls;
import dev.punctual.call.domain.CallStatus;
import dev.punctual.call.domain.Reason;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Calls in PostgreSQL. */
final class PgCallStore implements CallStore {
  private static final int A_FEW = 1_000;

  /** One statement, so that the number and what is planned belong together. */
  private static final Sql AGENDA =
      Sql.of(
          """
          SELECT
            COALESCE((SELECT number FROM call.agenda WHERE tenant = $1 AND customer = $2), 0)
              AS number,
            ARRAY(
              SELECT scheduled FROM call.call
              WHERE tenant = $1 AND customer = $2 AND scheduled > $3
                AND change IS DISTINCT FROM 'cancelled' AND id IS DISTINCT FROM $4::uuid) AS planned
          """);

  private static final Sql FIND =
      Sql.of(
          """
          SELECT * FROM call.call
          WHERE tenant = $1 AND id = $2 AND change IS DISTINCT FROM 'cancelled'
          """);

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM call.call
          WHERE tenant = $1 AND change IS DISTINCT FROM 'cancelled'
            AND ($2::text IS NULL OR customer = $2)
            AND ($3::uuid IS NULL OR id > $3)
          ORDER BY id
          LIMIT $4
          """);

  /** Whoever comes second waits for the agenda's row, finds another number and moves nothing. */
  private static final Sql MOVE =
      Sql.of(
          """
          WITH turn AS (
            UPDATE call.agenda SET number = number + 1
            WHERE tenant = $1 AND customer = $2 AND number = $3
            RETURNING 1
          )
          UPDATE call.call SET scheduled = $5, status = $6, reason = $7, change = 'moved'
          FROM turn
          WHERE tenant = $1 AND id = $4 AND change IS DISTINCT FROM 'cancelled'
          RETURNING call.*
          """);

  private static final Sql FOLLOWED =
      Sql.of(
          """
          UPDATE call.call SET change = NULL
          WHERE tenant = $1 AND id = $2 AND scheduled = $3 AND change = 'moved'
          """);

  private static final Sql CANCEL =
      Sql.of(
          """
          UPDATE call.call SET change = 'cancelled', person = ''
          WHERE tenant = $1 AND id = $2 AND change IS DISTINCT FROM 'cancelled'
          """);

  private static final Sql CHANGED =
      Sql.of(
          """
          SELECT tenant, id, scheduled FROM call.call WHERE change = $1 LIMIT $2
          """);

  private static final Sql AGED =
      Sql.of(
          """
          SELECT tenant, id, scheduled FROM call.call
          WHERE scheduled < $1 ORDER BY scheduled LIMIT $2
          """);

  private static final Sql REMOVE =
      Sql.of(
          """
          DELETE FROM call.call WHERE tenant = $1 AND id = ANY($2::uuid[])
          """);

  private final PgDatabase database;
  private final PgBatches batches;

  PgCallStore(PgDatabase database) {
    this.database = database;
    this.batches = new PgBatches(database);
  }

  @Override
  public Future<Agenda> agenda(
      String tenant, String customer, Instant after, Optional<String> except) {
    return database
        .run(
            AGENDA,
            Tuple.of(tenant, customer, utc(after), except.map(UUID::fromString).orElse(null)))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Agenda(
                    row.getLong("number"),
                    Arrays.stream(row.getArrayOfOffsetDateTimes("planned"))
                        .map(OffsetDateTime::toInstant)
                        .toList()));
  }

  @Override
  public Future<Boolean> add(Batch batch, String customer, long seen, List<StoredCall> calls) {
    return batches.add(batch, customer, seen, calls);
  }

  @Override
  public Future<Optional<Batch>> batch(String tenant, String idempotencyKey) {
    return batches.find(tenant, idempotencyKey);
  }

  @Override
  public Future<Void> placed(String tenant, String batchId) {
    return batches.placed(tenant, batchId);
  }

  @Override
  public Future<List<Batch>> unplaced(Instant createdBefore) {
    return batches.unplaced(createdBefore);
  }

  @Override
  public Future<List<Appointment>> appointments(String tenant, String batchId) {
    return batches.appointments(tenant, batchId);
  }

  @Override
  public Future<Optional<StoredCall>> find(String tenant, String id) {
    return uuid(id)
        .map(
            known ->
                database
                    .run(FIND, Tuple.of(tenant, known))
                    .map(rows -> rows.stream().findFirst().map(PgCallStore::call)))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  @Override
  public Future<List<StoredCall>> list(ListCalls query) {
    Tuple values =
        Tuple.of(
            query.tenant(),
            query.customer().orElse(null),
            query.after().flatMap(PgCallStore::uuid).orElse(null),
            query.limit());
    return database.run(LIST, values).map(rows -> rows.stream().map(PgCallStore::call).toList());
  }

  @Override
  public Future<Optional<StoredCall>> move(StoredCall call, long seen, Move move) {
    Tuple values =
        Tuple.of(call.tenant(), call.customer(), seen, UUID.fromString(call.id()))
            .addOffsetDateTime(utc(move.scheduled()))
            .addString(label(move.status()))
            .addString(move.reason().map(Reason::code).orElse(null));
    return database.run(MOVE, values).map(rows -> rows.stream().findFirst().map(PgCallStore::call));
  }

  @Override
  public Future<Void> followed(Appointment appointment) {
    return database
        .run(
            FOLLOWED,
            Tuple.of(
                appointment.tenant(), UUID.fromString(appointment.id()), utc(appointment.at())))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> cancel(String tenant, String id) {
    return uuid(id)
        .map(
            known -> database.run(CANCEL, Tuple.of(tenant, known)).map(rows -> rows.rowCount() > 0))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  @Override
  public Future<List<Appointment>> moved() {
    return changed("moved");
  }

  @Override
  public Future<List<Appointment>> cancelled() {
    return changed("cancelled");
  }

  private Future<List<Appointment>> changed(String change) {
    return database.run(CHANGED, Tuple.of(change, A_FEW)).map(PgCallStore::appointments);
  }

  @Override
  public Future<List<Appointment>> aged(Instant before) {
    return database.run(AGED, Tuple.of(utc(before), A_FEW)).map(PgCallStore::appointments);
  }

  @Override
  public Future<Void> remove(String tenant, List<String> ids) {
    UUID[] known = ids.stream().map(UUID::fromString).toArray(UUID[]::new);
    return database.run(REMOVE, Tuple.of(tenant).addArrayOfUUID(known)).mapEmpty();
  }

  @Override
  public Future<Void> forgetBatches(Instant createdBefore) {
    return batches.forget(createdBefore);
  }

  static List<Appointment> appointments(Iterable<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                new Appointment(
                    row.getString("tenant"),
                    row.getUUID("id").toString(),
                    instant(row, "scheduled")))
        .toList();
  }

  private static StoredCall call(Row row) {
    return new StoredCall(
        row.getString("tenant"),
        row.getUUID("id").toString(),
        row.getString("customer"),
        row.getBuffer("person"),
        List.of(row.getArrayOfStrings("zones")),
        instant(row, "scheduled"),
        CallStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(row.getString("reason"))
            .map(code -> Reason.valueOf(code.toUpperCase(Locale.ROOT))),
        instant(row, "created_at"));
  }

  static String label(CallStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Ids are opaque to clients: what is none of ours is not found. */
  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
