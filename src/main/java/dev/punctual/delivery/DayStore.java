package dev.punctual.delivery;

import dev.punctual.batch.ImportReport;
import dev.punctual.delivery.api.DeliveryApi.ImportDrivers;
import dev.punctual.delivery.api.DeliveryApi.ImportPackages;
import dev.punctual.delivery.api.DeliveryApi.ListDay;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.Parcel;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** Where the day's lists are kept, each ordered by id. */
interface DayStore {
  Future<ImportReport> importDrivers(ImportDrivers command);

  Future<ImportReport> importPackages(ImportPackages command);

  Future<List<Driver>> drivers(ListDay query);

  Future<List<Parcel>> packages(ListDay query);

  /** Those of these drivers that are on the day's list. */
  Future<List<Driver>> drivers(String tenant, Collection<String> driverIds);

  /** All of the day's packages. */
  Future<List<Parcel>> packages(String tenant);
}
