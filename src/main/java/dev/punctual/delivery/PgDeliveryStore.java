package dev.punctual.delivery;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.api.DeliveryApi.Position;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Assignments in PostgreSQL. */
final class PgDeliveryStore implements DeliveryStore {
  /**
   * One statement, so that the number of rounds and what is out belong together. Lateral, so that
   * each package is looked up by itself, whatever the planner thinks of the table's size.
   */
  private static final Sql OUT =
      Sql.of(
          """
          SELECT
            COALESCE((SELECT number FROM delivery.round WHERE tenant = $1), 0) AS rounds,
            ARRAY(
              SELECT asked.id FROM unnest($2::text[]) AS asked(id)
              CROSS JOIN LATERAL (
                SELECT FROM delivery.assignment
                WHERE tenant = $1 AND package_id = asked.id AND status <> 'failed_to_deliver'
                LIMIT 1) found) AS out
          """);

  /** Whoever comes second waits for the round's row, finds another number and inserts nothing. */
  private static final Sql ADD =
      Sql.of(
          """
          WITH turn AS (
            INSERT INTO delivery.round AS r (tenant, number) VALUES ($1, 1)
            ON CONFLICT (tenant) DO UPDATE SET number = r.number + 1 WHERE r.number = $2
            RETURNING 1
          )
          INSERT INTO delivery.assignment AS a
            (tenant, driver_id, package_id, status, destination_address, weight_kg, volume_m3,
             assigned_at, updated_at)
          SELECT $1, n.driver_id, n.package_id, n.status, n.destination_address, n.weight_kg,
                 n.volume_m3, n.assigned_at, n.updated_at
          FROM turn
          CROSS JOIN unnest(
            $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[],
            $9::timestamptz[], $10::timestamptz[])
            AS n(driver_id, package_id, status, destination_address, weight_kg, volume_m3,
                 assigned_at, updated_at)
          ON CONFLICT (tenant, driver_id, package_id) DO UPDATE
          SET status = excluded.status, destination_address = excluded.destination_address,
              weight_kg = excluded.weight_kg, volume_m3 = excluded.volume_m3,
              assigned_at = excluded.assigned_at, updated_at = excluded.updated_at
          WHERE a.status = 'failed_to_deliver'
          """);

  private static final Sql CHANGE =
      Sql.of(
          """
          UPDATE delivery.assignment SET status = $4, updated_at = $6
          WHERE tenant = $1 AND driver_id = $2 AND package_id = $3 AND status = $5::text
          RETURNING *
          """);

  private static final Sql SELECT =
      Sql.of(
          """
          SELECT * FROM delivery.assignment
          WHERE tenant = $1 AND driver_id = $2 AND package_id = $3
          """);

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM delivery.assignment
          WHERE tenant = $1
            AND ($2::text IS NULL OR driver_id = $2)
            AND ($3::text IS NULL OR status = $3)
            AND ($4::text IS NULL OR (driver_id, package_id) > ($4, $5::text))
          ORDER BY driver_id, package_id
          LIMIT $6
          """);

  private final PgDatabase database;

  PgDeliveryStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Out> out(String tenant, Collection<String> packageIds) {
    return database
        .run(OUT, Tuple.of(tenant).addArrayOfString(packageIds.toArray(String[]::new)))
        .map(rows -> rows.iterator().next())
        .map(row -> new Out(row.getLong("rounds"), Set.of(row.getArrayOfStrings("out"))));
  }

  @Override
  public Future<Boolean> add(String tenant, Out seen, List<Assignment> round) {
    Tuple values =
        new PgColumns<>(Tuple.of(tenant, seen.rounds()), round)
            .texts(Assignment::driverId)
            .texts(Assignment::packageId)
            .texts(assignment -> assignment.status().label())
            .texts(assignment -> assignment.destinationAddress().orElse(null))
            .doubles(Assignment::weightKg)
            .doubles(Assignment::volumeM3)
            .times(Assignment::assignedAt)
            .times(Assignment::updatedAt)
            .tuple();
    return database.run(ADD, values).map(written -> written.rowCount() == round.size());
  }

  @Override
  public Future<Assignment> change(ChangeStatus command, Instant now) {
    Tuple values =
        pair(command)
            .addString(command.status().label())
            .addString(command.status().previous().map(DeliveryStatus::label).orElse(null))
            .addOffsetDateTime(utc(now));
    return database
        .run(CHANGE, values)
        .compose(
            rows ->
                rows.stream()
                    .findFirst()
                    .map(row -> Future.succeededFuture(assignment(row)))
                    .orElseGet(() -> refuse(command)));
  }

  private Future<Assignment> refuse(ChangeStatus command) {
    return database
        .run(SELECT, pair(command))
        .map(rows -> rows.stream().findFirst().map(PgDeliveryStore::assignment))
        .compose(
            found ->
                Future.failedFuture(
                    found
                        .map(current -> DeliveryProblems.stepRefused(command, current.status()))
                        .orElseGet(() -> DeliveryProblems.notFound(command))));
  }

  @Override
  public Future<List<Assignment>> list(ListDeliveries query) {
    Tuple parameters =
        Tuple.of(
            query.tenant(),
            query.driverId().orElse(null),
            query.status().map(DeliveryStatus::label).orElse(null),
            query.after().map(Position::driverId).orElse(null),
            query.after().map(Position::packageId).orElse(null),
            query.limit());
    return database
        .run(LIST, parameters)
        .map(rows -> rows.stream().map(PgDeliveryStore::assignment).toList());
  }

  @Override
  public Future<Void> ping() {
    return database.ping();
  }

  private static Tuple pair(ChangeStatus command) {
    return Tuple.of(command.tenant(), command.driverId(), command.packageId());
  }

  private static Assignment assignment(Row row) {
    String status = row.getString("status");
    return new Assignment(
        row.getString("driver_id"),
        row.getString("package_id"),
        DeliveryStatus.of(status)
            .orElseThrow(() -> new IllegalStateException("stored with the status " + status)),
        Optional.ofNullable(row.getString("destination_address")),
        row.getDouble("weight_kg"),
        row.getDouble("volume_m3"),
        instant(row, "assigned_at"),
        instant(row, "updated_at"));
  }
}
