package dev.punctual.delivery.api;

import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.bus.Address;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.Explanation;
import dev.punctual.delivery.domain.Parcel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What can be asked about deliveries. Failures: {@code not_found}, {@code unknown_reference},
 * {@code delivery_step_refused}, {@code unavailable}. A rejected import is an answer.
 */
public final class DeliveryApi {
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration ASSIGN_TIMEOUT = Duration.ofMinutes(1);

  public static final Address<ImportDrivers, ImportReport> IMPORT_DRIVERS =
      Address.of("delivery.driver-import", ImportDrivers.class, ImportReport.class)
          .within(IMPORT_TIMEOUT);
  public static final Address<ImportPackages, ImportReport> IMPORT_PACKAGES =
      Address.of("delivery.package-import", ImportPackages.class, ImportReport.class)
          .within(IMPORT_TIMEOUT);
  public static final Address<ListDay, DriverList> LIST_DRIVERS =
      Address.of("delivery.drivers", ListDay.class, DriverList.class);
  public static final Address<ListDay, PackageList> LIST_PACKAGES =
      Address.of("delivery.packages", ListDay.class, PackageList.class);
  public static final Address<ChangeStatus, Assignment> CHANGE_STATUS =
      Address.of("delivery.status-change", ChangeStatus.class, Assignment.class);
  public static final Address<ListDeliveries, DeliveryList> LIST_DELIVERIES =
      Address.of("delivery.list", ListDeliveries.class, DeliveryList.class);

  public static final Address<AssignPackages, AssignmentResult> ASSIGN =
      Address.of("delivery.assign", AssignPackages.class, AssignmentResult.class)
          .within(ASSIGN_TIMEOUT);

  private DeliveryApi() {}

  /**
   * Gives the day's packages that are not out to drivers, as many as possible.
   *
   * @param driverIds who takes part, all of them on the day's list
   * @param maxPerDriver packages that each of them is given now at most, 1 or more
   * @param explain whether to say why packages or drivers are left over
   */
  public record AssignPackages(
      String tenant, List<String> driverIds, int maxPerDriver, boolean explain) {
    public AssignPackages {
      driverIds = List.copyOf(driverIds);
    }
  }

  /** What a driver was given. */
  public record Load(String driverId, List<String> packageIds) {
    public Load {
      packageIds = List.copyOf(packageIds);
    }
  }

  /**
   * What was assigned; it is stored.
   *
   * @param loads one for each driver who took part, in the order asked for
   */
  public record AssignmentResult(
      List<Load> loads,
      List<String> unassignedPackages,
      List<String> unassignedDrivers,
      Optional<Explanation> explanation) {
    public AssignmentResult {
      loads = List.copyOf(loads);
      unassignedPackages = List.copyOf(unassignedPackages);
      unassignedDrivers = List.copyOf(unassignedDrivers);
    }
  }

  /** A row and its place in the array. */
  public record DriverRow(int index, Driver driver) {}

  /** A row and its place in the array. */
  public record PackageRow(int index, Parcel parcel) {}

  /**
   * Replaces the day's list of drivers.
   *
   * @param append adds to the list instead
   */
  public record ImportDrivers(
      String tenant, ImportTerms terms, boolean append, List<DriverRow> rows) {}

  /**
   * Replaces the day's list of packages. What became of packages before stays.
   *
   * @param append adds to the list instead
   */
  public record ImportPackages(
      String tenant, ImportTerms terms, boolean append, List<PackageRow> rows) {}

  /**
   * Asks for one of the day's lists, ordered by id.
   *
   * @param after the last id of the page before
   */
  public record ListDay(String tenant, Optional<String> after, int limit) {}

  public record DriverList(List<Driver> drivers) {
    public DriverList {
      drivers = List.copyOf(drivers);
    }
  }

  public record PackageList(List<Parcel> packages) {
    public PackageList {
      packages = List.copyOf(packages);
    }
  }

  /** Moves a package one step on. */
  public record ChangeStatus(
      String tenant, String driverId, String packageId, DeliveryStatus status) {}

  /** The place of one assignment in a list of them: by driver, then by package. */
  public record Position(String driverId, String packageId) {}

  /**
   * Asks for assignments ordered by driver and package.
   *
   * @param after the last of the page before
   */
  public record ListDeliveries(
      String tenant,
      Optional<String> driverId,
      Optional<DeliveryStatus> status,
      Optional<Position> after,
      int limit) {}

  public record DeliveryList(List<Assignment> deliveries) {
    public DeliveryList {
      deliveries = List.copyOf(deliveries);
    }
  }
}
