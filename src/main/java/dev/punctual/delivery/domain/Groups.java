package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Drivers and packages, grouped by what the rules can tell apart: drivers with equal rules, and
 * packages that meet the same of the rules in force. Whether a driver may take a package is a
 * question to their groups, so that no table of drivers and packages is ever made.
 */
final class Groups {
  private final List<DriverRule> inForce;
  private final List<DriverGroup> drivers;
  private final List<ParcelGroup> parcels;

  /** Drivers who may take the same packages. */
  record DriverGroup(Signature required, List<Driver> members) {}

  /** Packages that the same drivers may take. */
  record ParcelGroup(Signature met, List<Parcel> members) {}

  private Groups(List<DriverRule> inForce, List<DriverGroup> drivers, List<ParcelGroup> parcels) {
    this.inForce = inForce;
    this.drivers = drivers;
    this.parcels = parcels;
  }

  /** Groups in the order of their first members, members in their order. */
  static Groups of(Collection<Driver> drivers, Collection<Parcel> parcels) {
    Map<Set<Rule>, List<Driver>> byRules = new LinkedHashMap<>();
    Map<Rule, DriverRule> inForce = new LinkedHashMap<>();
    for (Driver driver : drivers) {
      Set<Rule> rules = new HashSet<>();
      for (DriverRule given : driver.rules()) {
        Rule rule = given.rule();
        rules.add(rule);
        inForce.putIfAbsent(rule, given);
      }
      byRules.computeIfAbsent(rules, key -> new ArrayList<>()).add(driver);
    }
    List<Rule> rules = List.copyOf(inForce.keySet());
    List<DriverGroup> driverGroups = new ArrayList<>(byRules.size());
    byRules.forEach(
        (ruleSet, members) ->
            driverGroups.add(new DriverGroup(Signature.of(rules, ruleSet::contains), members)));
    return new Groups(List.copyOf(inForce.values()), driverGroups, grouped(rules, parcels));
  }

  private static List<ParcelGroup> grouped(List<Rule> rules, Collection<Parcel> parcels) {
    Map<Signature, ParcelGroup> groups = new LinkedHashMap<>();
    for (Parcel parcel : parcels) {
      groups
          .computeIfAbsent(
              Signature.of(rules, rule -> rule.admits(parcel)),
              met -> new ParcelGroup(met, new ArrayList<>()))
          .members()
          .add(parcel);
    }
    return new ArrayList<>(groups.values());
  }

  /** One rule of each kind and bound that some driver has, in the order of signatures. */
  List<DriverRule> inForce() {
    return inForce;
  }

  List<DriverGroup> drivers() {
    return drivers;
  }

  List<ParcelGroup> parcels() {
    return parcels;
  }

  boolean admits(int driverGroup, int parcelGroup) {
    return parcels.get(parcelGroup).met().containsAll(drivers.get(driverGroup).required());
  }
}
