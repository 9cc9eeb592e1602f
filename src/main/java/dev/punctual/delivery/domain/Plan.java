package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who gets what. */
public final class Plan {
  private final ParcelFlow flow;
  private final Map<String, List<Parcel>> packages;
  private final List<Parcel> unassigned;

  private Plan(ParcelFlow flow, Map<String, List<Parcel>> packages, List<Parcel> unassigned) {
    this.flow = flow;
    this.packages = packages;
    this.unassigned = unassigned;
  }

  /**
   * The largest assignment; of those the one that serves the most drivers, and of those the most
   * even one (see {@link BalancedFlow}). Equal lists in an equal order make an equal plan.
   *
   * @param maxPerDriver how many packages a driver gets at most, 1 or more
   */
  public static Plan of(List<Driver> drivers, List<Parcel> parcels, int maxPerDriver) {
    ParcelFlow flow = BalancedFlow.of(Groups.of(drivers, parcels), maxPerDriver);
    Map<String, List<Parcel>> packages = new LinkedHashMap<>();
    drivers.forEach(driver -> packages.put(driver.driverId(), new ArrayList<>()));
    List<Parcel> unassigned = new ArrayList<>();
    deal(flow, packages, unassigned);
    return new Plan(flow, packages, unassigned);
  }

  /** What each driver gets; every driver has an entry. */
  public Map<String, List<Parcel>> packages() {
    return packages;
  }

  /** What nobody gets. */
  public List<Parcel> unassigned() {
    return unassigned;
  }

  /** Why there is somebody without a package, or something without a driver. */
  public Explanation explanation() {
    return new Explainer(flow).explain();
  }

  /** A group's packages go round its drivers, so that their loads differ by one at most. */
  private static void deal(
      ParcelFlow flow, Map<String, List<Parcel>> packages, List<Parcel> unassigned) {
    Groups groups = flow.groups();
    int[] dealt = new int[groups.drivers().size()];
    for (int group = 0; group < groups.parcels().size(); group++) {
      List<Parcel> parcels = groups.parcels().get(group);
      Holders holders = flow.holders(group);
      int next = 0;
      for (int entry = 0; entry < holders.size(); entry++) {
        int driverGroup = holders.driver(entry);
        List<Driver> drivers = groups.drivers().get(driverGroup);
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
