package dev.punctual.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Json;
import dev.punctual.delivery.api.DeliveryApi.ImportDrivers;
import dev.punctual.delivery.api.DeliveryApi.ImportPackages;
import dev.punctual.delivery.api.DeliveryApi.ListDay;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.DriverRule;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The day's lists in PostgreSQL. */
final class PgDayStore implements DayStore {
  private static final Sql DRIVERS =
      Sql.of(
          """
          SELECT driver_id, rules::text FROM delivery.driver
          WHERE tenant = $1 AND ($2::text IS NULL OR driver_id > $2)
          ORDER BY driver_id
          LIMIT $3
          """);

  private static final Sql NAMED_DRIVERS =
      Sql.of(
          """
          SELECT driver_id, rules::text FROM delivery.driver
          WHERE tenant = $1 AND driver_id = ANY($2::text[])
          ORDER BY driver_id
          """);

  private static final Sql PACKAGES =
      Sql.of(
          """
          SELECT * FROM delivery.package
          WHERE tenant = $1 AND ($2::text IS NULL OR package_id > $2)
          ORDER BY package_id
          LIMIT $3
          """);

  private final PgDatabase database;

  PgDayStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<ImportReport> importDrivers(ImportDrivers command) {
    return database.transaction(tx -> PgDayImport.drivers(tx, command));
  }

  @Override
  public Future<ImportReport> importPackages(ImportPackages command) {
    return database.transaction(tx -> PgDayImport.packages(tx, command));
  }

  @Override
  public Future<List<Driver>> drivers(ListDay query) {
    return database.run(DRIVERS, page(query)).map(PgDayStore::drivers);
  }

  @Override
  public Future<List<Parcel>> packages(ListDay query) {
    return database.run(PACKAGES, page(query)).map(PgDayStore::packages);
  }

  @Override
  public Future<List<Driver>> drivers(String tenant, Collection<String> driverIds) {
    return database
        .run(NAMED_DRIVERS, Tuple.of(tenant).addArrayOfString(driverIds.toArray(String[]::new)))
        .map(PgDayStore::drivers);
  }

  @Override
  public Future<List<Parcel>> packages(String tenant) {
    return database
        .run(PACKAGES, page(new ListDay(tenant, Optional.empty(), Integer.MAX_VALUE)))
        .map(PgDayStore::packages);
  }

  private static Tuple page(ListDay query) {
    return Tuple.of(query.tenant(), query.after().orElse(null), query.limit());
  }

  private static List<Driver> drivers(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new Driver(row.getString("driver_id"), rules(row.getString("rules"))))
        .toList();
  }

  private static List<DriverRule> rules(String json) {
    try {
      return List.of(Json.MAPPER.readValue(json, DriverRule[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rules were stored that cannot be read", e);
    }
  }

  private static List<Parcel> packages(RowSet<Row> rows) {
    return rows.stream().map(PgDayStore::parcel).toList();
  }

  private static Parcel parcel(Row row) {
    Integer hazmatClass = row.getInteger("hazmat_class");
    return new Parcel(
        row.getString("package_id"),
        row.getDouble("weight_kg"),
        row.getBoolean("is_perishable"),
        row.getString("region"),
        row.getDouble("distance_km"),
        row.getBoolean("is_express"),
        row.getBoolean("is_fragile"),
        hazmatClass == null ? OptionalInt.empty() : OptionalInt.of(hazmatClass),
        row.getDouble("temperature_c"),
        row.getInteger("delivery_hour"),
        row.getDouble("volume_m3"),
        Optional.ofNullable(row.getString("destination_address")));
  }
}
