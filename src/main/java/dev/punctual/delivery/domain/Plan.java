package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who gets what.
 *
 * @param packages by driver; every driver has an entry
 * @param unassigned what nobody gets
 * @param explanation why there is somebody without a package, or something without a driver
 */
public record Plan(
    Map<String, List<Parcel>> packages, List<Parcel> unassigned, Explanation explanation) {

  /**
   * The largest assignment; of those the one that serves the most drivers, and of those the most
   * even one (see {@link BalancedFlow}). Equal lists in an equal order make an equal plan.
   *
   * @param maxPerDriver how many packages a driver gets at most, 1 or more
   */
  public static Plan of(List<Driver> drivers, List<Parcel> parcels, int maxPerDriver) {
    Groups groups = Groups.of(drivers, parcels);
    ParcelFlow flow = BalancedFlow.of(groups, maxPerDriver);
    Map<String, List<Parcel>> packages = new LinkedHashMap<>();
    drivers.forEach(driver -> packages.put(driver.driverId(), new ArrayList<>()));
    List<Parcel> unassigned = new ArrayList<>();
    deal(flow, packages, unassigned);
    return new Plan(packages, unassigned, new Explainer(flow).explain());
  }

  /** A group's packages go round its drivers, so that their loads differ by one at most. */
  private static void deal(
      ParcelFlow flow, Map<String, List<Parcel>> packages, List<Parcel> unassigned) {
    Groups groups = flow.groups();
    int[] dealt = new int[groups.drivers().size()];
    for (int group = 0; group < groups.parcels().size(); group++) {
      List<Parcel> parcels = groups.parcels().get(group).members();
      Holders holders = flow.holders(group);
      int next = 0;
      for (int entry = 0; entry < holders.size(); entry++) {
        int driverGroup = holders.driver(entry);
        List<Driver> drivers = groups.drivers().get(driverGroup).members();
        for (int i = 0; i < holders.amount(entry); i++) {
          Driver driver = drivers.get(dealt[driverGroup]++ % drivers.size());
          packages
              .computeIfAbsent(driver.driverId(), id -> new ArrayList<>())
              .add(parcels.get(next++));
        }
      }
      unassigned.addAll(parcels.subList(next, parcels.size()));
    }
  }
}
