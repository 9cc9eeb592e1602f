package dev.punctual.delivery;

import dev.punctual.batch.ImportErrors;
import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.bus.Json;
import dev.punctual.delivery.api.DeliveryApi.DriverRow;
import dev.punctual.delivery.api.DeliveryApi.ImportDrivers;
import dev.punctual.delivery.api.DeliveryApi.ImportPackages;
import dev.punctual.delivery.api.DeliveryApi.PackageRow;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Imports one of the day's lists: judges all rows at once, then writes the good ones. */
final class PgDayImport {
  /** Imports of a tenant come one after another. */
  private static final Sql LOCK =
      Sql.of("SELECT pg_advisory_xact_lock(hashtext('delivery.day'), hashtext($1))");

  private static final Sql EXISTING_DRIVERS =
      Sql.of(
          """
          SELECT driver_id AS id FROM delivery.driver
          WHERE tenant = $1 AND driver_id = ANY($2::text[])
          """);

  private static final Sql EXISTING_PACKAGES =
      Sql.of(
          """
          SELECT package_id AS id FROM delivery.package
          WHERE tenant = $1 AND package_id = ANY($2::text[])
          """);

  private static final Sql CLEAR_DRIVERS =
      Sql.of("DELETE FROM delivery.driver WHERE tenant = $1 AND NOT driver_id = ANY($2::text[])");

  private static final Sql CLEAR_PACKAGES =
      Sql.of("DELETE FROM delivery.package WHERE tenant = $1 AND NOT package_id = ANY($2::text[])");

  private static final Sql WRITE_DRIVERS =
      Sql.of(
          """
          INSERT INTO delivery.driver (tenant, driver_id, rules)
          SELECT $1, n.driver_id, n.rules::jsonb
          FROM unnest($2::text[], $3::text[]) AS n(driver_id, rules)
          ON CONFLICT (tenant, driver_id) DO UPDATE SET rules = excluded.rules
          """);

  private static final Sql WRITE_PACKAGES =
      Sql.of(
          """
          INSERT INTO delivery.package
            (tenant, package_id, weight_kg, is_perishable, region, distance_km, is_express,
             is_fragile, hazmat_class, temperature_c, delivery_hour, volume_m3,
             destination_address)
          SELECT $1, n.*
          FROM unnest(
            $2::text[], $3::float8[], $4::boolean[], $5::text[], $6::float8[], $7::boolean[],
            $8::boolean[], $9::integer[], $10::float8[], $11::integer[], $12::float8[],
            $13::text[]) AS n
          ON CONFLICT (tenant, package_id) DO UPDATE
          SET weight_kg = excluded.weight_kg, is_perishable = excluded.is_perishable,
              region = excluded.region, distance_km = excluded.distance_km,
              is_express = excluded.is_express, is_fragile = excluded.is_fragile,
              hazmat_class = excluded.hazmat_class, temperature_c = excluded.temperature_c,
              delivery_hour = excluded.delivery_hour, volume_m3 = excluded.volume_m3,
              destination_address = excluded.destination_address
          """);

  private final PgTransaction tx;
  private final String tenant;
  private final ImportErrors errors;
  private final ImportTerms terms;
  private final boolean append;

  private PgDayImport(PgTransaction tx, String tenant, ImportTerms terms, boolean append) {
    this.tx = tx;
    this.tenant = tenant;
    this.errors = new ImportErrors(terms);
    this.terms = terms;
    this.append = append;
  }

  /** Where a kind of row is kept, and how. */
  private record Table<R>(
      Sql existing,
      Sql clear,
      Sql write,
      String idField,
      ToIntFunction<R> index,
      Function<R, String> id,
      Function<List<R>, Tuple> values) {}

  static Future<ImportReport> drivers(PgTransaction tx, ImportDrivers command) {
    Table<DriverRow> table =
        new Table<>(
            EXISTING_DRIVERS,
            CLEAR_DRIVERS,
            WRITE_DRIVERS,
            "driver_id",
            DriverRow::index,
            row -> row.driver().driverId(),
            rows -> driverValues(command.tenant(), rows));
    return new PgDayImport(tx, command.tenant(), command.terms(), command.append())
        .run(table, command.rows());
  }

  static Future<ImportReport> packages(PgTransaction tx, ImportPackages command) {
    Table<PackageRow> table =
        new Table<>(
            EXISTING_PACKAGES,
            CLEAR_PACKAGES,
            WRITE_PACKAGES,
            "package_id",
            PackageRow::index,
            row -> row.parcel().packageId(),
            rows -> packageValues(command.tenant(), rows));
    return new PgDayImport(tx, command.tenant(), command.terms(), command.append())
        .run(table, command.rows());
  }

  private <R> Future<ImportReport> run(Table<R> table, List<R> rows) {
    List<R> distinct = distinct(table, rows);
    return tx.run(LOCK, Tuple.of(tenant))
        .compose(locked -> tx.run(table.existing(), ids(table, distinct)))
        .compose(
            existing -> {
              Set<String> stored = ids(existing);
              List<R> good = admissible(table, distinct, stored);
              boolean nothingToKeep = good.isEmpty() && terms.received() > 0;
              return errors.rejectAll() || nothingToKeep
                  ? Future.succeededFuture(errors.nothingDone())
                  : write(table, good, stored);
            });
  }

  private <R> List<R> distinct(Table<R> table, List<R> rows) {
    Set<String> seen = new HashSet<>();
    List<R> distinct = new ArrayList<>(rows.size());
    for (R row : rows) {
      if (seen.add(table.id().apply(row))) {
        distinct.add(row);
      } else {
        errors.add(table.index().applyAsInt(row), table.idField(), "another row has this id");
      }
    }
    return distinct;
  }

  private <R> List<R> admissible(Table<R> table, List<R> rows, Set<String> stored) {
    if (!append || terms.upsert()) {
      return rows;
    }
    List<R> good = new ArrayList<>(rows.size());
    for (R row : rows) {
      if (stored.contains(table.id().apply(row))) {
        errors.add(table.index().applyAsInt(row), table.idField(), "the id is in use");
      } else {
        good.add(row);
      }
    }
    return good;
  }

  private <R> Future<ImportReport> write(Table<R> table, List<R> good, Set<String> stored) {
    int updated = (int) good.stream().filter(row -> stored.contains(table.id().apply(row))).count();
    Future<?> room = append ? Future.succeededFuture() : tx.run(table.clear(), ids(table, good));
    return room.compose(cleared -> tx.run(table.write(), table.values().apply(good)))
        .map(written -> errors.done(good.size() - updated, updated));
  }

  private <R> Tuple ids(Table<R> table, List<R> rows) {
    return new PgColumns<>(Tuple.of(tenant), rows).texts(row -> table.id().apply(row)).tuple();
  }

  private static Set<String> ids(RowSet<Row> rows) {
    Set<String> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.getString("id")));
    return ids;
  }

  private static Tuple driverValues(String tenant, List<DriverRow> rows) {
    return new PgColumns<>(Tuple.of(tenant), rows)
        .texts(row -> row.driver().driverId())
        .texts(row -> Json.write(row.driver().rules()))
        .tuple();
  }

  private static Tuple packageValues(String tenant, List<PackageRow> rows) {
    List<Parcel> parcels = rows.stream().map(PackageRow::parcel).toList();
    return new PgColumns<>(Tuple.of(tenant), parcels)
        .texts(Parcel::packageId)
        .doubles(Parcel::weightKg)
        .flags(Parcel::isPerishable)
        .texts(Parcel::region)
        .doubles(Parcel::distanceKm)
        .flags(Parcel::isExpress)
        .flags(Parcel::isFragile)
        .integers(PgDayImport::hazmatClass)
        .doubles(Parcel::temperatureC)
        .integers(Parcel::deliveryHour)
        .doubles(Parcel::volumeM3)
        .texts(parcel -> parcel.destinationAddress().orElse(null))
        .tuple();
  }

  private static @Nullable Integer hazmatClass(Parcel parcel) {
    return parcel.hazmatClass().isPresent() ? parcel.hazmatClass().getAsInt() : null;
  }
}
