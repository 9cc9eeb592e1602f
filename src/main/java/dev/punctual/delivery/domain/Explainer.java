package dev.punctual.delivery.domain;

import dev.punctual.delivery.domain.Explanation.DriverReason;
import dev.punctual.delivery.domain.Explanation.Exclusion;
import dev.punctual.delivery.domain.Explanation.Idle;
import dev.punctual.delivery.domain.Explanation.LeftOver;
import dev.punctual.delivery.domain.Explanation.Named;
import dev.punctual.delivery.domain.Explanation.PackageReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Says of a finished flow why what is left over is left over. */
final class Explainer {
  private final ParcelFlow flow;
  private final Groups groups;

  /** By rule: the drivers who have it, and the packages that do not meet it. */
  private final int[] driversWith;

  private final int[] parcelsBreaking;

  Explainer(ParcelFlow flow) {
    this.flow = flow;
    this.groups = flow.groups();
    this.driversWith = new int[groups.inForce().size()];
    this.parcelsBreaking = new int[driversWith.length];
    for (int driver = 0; driver < groups.drivers().size(); driver++) {
      for (int rule : groups.rules(driver)) {
        driversWith[rule] += size(driver);
      }
    }
    for (int rule = 0; rule < parcelsBreaking.length; rule++) {
      int at = rule;
      parcelsBreaking[rule] =
          parcels()
              .filter(parcel -> !groups.meets(parcel, at))
              .map(parcel -> groups.parcels().get(parcel).size())
              .sum();
    }
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
      if (flow.load(driver) < size(driver)) {
        drivers.add(idle(driver));
      }
    }
    return new Explanation(packages, drivers);
  }

  private LeftOver leftOver(int parcel) {
    List<Parcel> group = groups.parcels().get(parcel);
    int held = group.size() - flow.waiting(parcel);
    List<String> ids = group.subList(held, group.size()).stream().map(Parcel::packageId).toList();
    int[] admitting = drivers().filter(driver -> groups.admits(driver, parcel)).toArray();
    if (admitting.length > 0) {
      return new LeftOver(PackageReason.DRIVERS_FULL, ids, List.of(), named(admitting));
    }
    IntStream broken =
        IntStream.range(0, driversWith.length).filter(rule -> !groups.meets(parcel, rule));
    return new LeftOver(
        PackageReason.NO_DRIVER_ADMITS, ids, exclusions(broken, driversWith), Named.NOBODY);
  }

  private Idle idle(int driver) {
    List<String> ids =
        groups.drivers().get(driver).subList(flow.load(driver), size(driver)).stream()
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
    return new Idle(
        DriverReason.NO_PACKAGE_ADMITTED,
        ids,
        exclusions(IntStream.of(groups.rules(driver)), parcelsBreaking),
        Named.NOBODY);
  }

  private IntStream drivers() {
    return IntStream.range(0, groups.drivers().size());
  }

  private IntStream parcels() {
    return IntStream.range(0, groups.parcels().size());
  }

  private int size(int driver) {
    return groups.drivers().get(driver).size();
  }

  private IntStream holding(int parcel) {
    Holders holders = flow.holders(parcel);
    return IntStream.range(0, holders.size())
        .filter(entry -> holders.amount(entry) > 0)
        .map(holders::driver);
  }

  private List<Exclusion> exclusions(IntStream rules, int[] excluded) {
    return rules
        .filter(rule -> excluded[rule] > 0)
        .mapToObj(rule -> exclusion(groups.inForce().get(rule), excluded[rule]))
        .sorted(Comparator.comparingInt(Exclusion::excluded).reversed())
        .limit(Explanation.NAMES)
        .toList();
  }

  private static Exclusion exclusion(DriverRule rule, int excluded) {
    return new Exclusion(rule.code(), rule.params(), excluded);
  }

  /** Those members of these groups who have a package. */
  private Named named(int[] driverGroups) {
    List<String> some = new ArrayList<>();
    int count = 0;
    for (int driver : driverGroups) {
      List<Driver> busy =
          groups.drivers().get(driver).subList(0, Math.min(size(driver), flow.load(driver)));
      busy.stream().limit(Explanation.NAMES - some.size()).map(Driver::driverId).forEach(some::add);
      count += busy.size();
    }
    return new Named(some, count);
  }
}
