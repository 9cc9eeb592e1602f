package dev.punctual.delivery.domain;

import dev.punctual.delivery.domain.Explanation.DriverReason;
import dev.punctual.delivery.domain.Explanation.Exclusion;
import dev.punctual.delivery.domain.Explanation.Idle;
import dev.punctual.delivery.domain.Explanation.LeftOver;
import dev.punctual.delivery.domain.Explanation.Named;
import dev.punctual.delivery.domain.Explanation.PackageReason;
import dev.punctual.delivery.domain.Groups.DriverGroup;
import dev.punctual.delivery.domain.Groups.ParcelGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Says of a finished flow why what is left over is left over. */
final class Explainer {
  private final ParcelFlow flow;
  private final Groups groups;

  Explainer(ParcelFlow flow) {
    this.flow = flow;
    this.groups = flow.groups();
  }

  Explanation explain() {
    List<LeftOver> packages = new ArrayList<>();
    for (int parcel = 0; parcel < groups.parcels().size(); parcel++) {
      if (flow.waiting(parcel) > 0) {
        packages.add(leftOver(parcel));
      }
    }
    List<Idle> drivers = new ArrayList<>();
    for (int driver = 0; driver < groups.drivers().size(); driver++) {
      if (flow.load(driver) < groups.drivers().get(driver).members().size()) {
        drivers.add(idle(driver));
      }
    }
    return new Explanation(packages, drivers);
  }

  private LeftOver leftOver(int parcel) {
    ParcelGroup group = groups.parcels().get(parcel);
    int held = group.members().size() - flow.waiting(parcel);
    List<String> ids =
        group.members().subList(held, group.members().size()).stream()
            .map(Parcel::packageId)
            .toList();
    int[] admitting = drivers().filter(driver -> groups.admits(driver, parcel)).toArray();
    if (admitting.length > 0) {
      return new LeftOver(PackageReason.DRIVERS_FULL, ids, List.of(), named(admitting));
    }
    IntUnaryOperator excludedDrivers =
        rule -> group.met().has(rule) ? 0 : drivers().filter(requires(rule)).map(this::size).sum();
    return new LeftOver(
        PackageReason.NO_DRIVER_ADMITS, ids, exclusions(excludedDrivers), Named.NOBODY);
  }

  private Idle idle(int driver) {
    DriverGroup group = groups.drivers().get(driver);
    List<String> ids =
        group.members().subList(flow.load(driver), group.members().size()).stream()
            .map(Driver::driverId)
            .toList();
    int[] others =
        parcels()
            .filter(parcel -> groups.admits(driver, parcel))
            .flatMap(this::holding)
            .distinct()
            .sorted()
            .toArray();
    if (others.length > 0) {
      return new Idle(DriverReason.PACKAGES_WITH_OTHERS, ids, List.of(), named(others));
    }
    IntUnaryOperator excludedParcels =
        rule ->
            group.required().has(rule)
                ? groups.parcels().stream()
                    .filter(parcels -> !parcels.met().has(rule))
                    .mapToInt(parcels -> parcels.members().size())
                    .sum()
                : 0;
    return new Idle(
        DriverReason.NO_PACKAGE_ADMITTED, ids, exclusions(excludedParcels), Named.NOBODY);
  }

  private IntStream drivers() {
    return IntStream.range(0, groups.drivers().size());
  }

  private IntStream parcels() {
    return IntStream.range(0, groups.parcels().size());
  }

  private int size(int driver) {
    return groups.drivers().get(driver).members().size();
  }

  private IntPredicate requires(int rule) {
    return driver -> groups.drivers().get(driver).required().has(rule);
  }

  private IntStream holding(int parcel) {
    Holders holders = flow.holders(parcel);
    return IntStream.range(0, holders.size())
        .filter(entry -> holders.amount(entry) > 0)
        .map(holders::driver);
  }

  private List<Exclusion> exclusions(IntUnaryOperator excluded) {
    List<Exclusion> exclusions = new ArrayList<>();
    for (int rule = 0; rule < groups.inForce().size(); rule++) {
      int count = excluded.applyAsInt(rule);
      if (count > 0) {
        DriverRule given = groups.inForce().get(rule);
        exclusions.add(new Exclusion(given.code(), given.params(), count));
      }
    }
    exclusions.sort(Comparator.comparingInt(Exclusion::excluded).reversed());
    return exclusions.subList(0, Math.min(exclusions.size(), Explanation.NAMES));
  }

  /** Those members of these groups who have a package. */
  private Named named(int[] driverGroups) {
    List<String> some = new ArrayList<>();
    int count = 0;
    for (int driver : driverGroups) {
      List<Driver> busy =
          groups
              .drivers()
              .get(driver)
              .members()
              .subList(0, Math.min(size(driver), flow.load(driver)));
      busy.stream().limit(Explanation.NAMES - some.size()).map(Driver::driverId).forEach(some::add);
      count += busy.size();
    }
    return new Named(some, count);
  }
}
