package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Drivers and packages, grouped by what the rules can tell apart: drivers with equal rules, and
 * packages with the same signature, which is the set of the rules in force that they meet. What is
 * kept is one bit for each rule and parcel group; which parcel groups a driver group may take is
 * the intersection over its rules, so that no table of drivers and packages is ever made.
 */
final class Groups {
  private final List<DriverRule> inForce;
  private final List<List<Driver>> drivers;
  private final List<List<Parcel>> parcels;

  /** The rules of each driver group, by their place among those in force. */
  private final int[][] rules;

  /** For each rule the parcel groups that meet it, one a bit. */
  private final long[][] meeting;

  private Groups(
      List<DriverRule> inForce,
      List<List<Driver>> drivers,
      int[][] rules,
      List<List<Parcel>> parcels,
      long[][] meeting) {
    this.inForce = inForce;
    this.drivers = drivers;
    this.rules = rules;
    this.parcels = parcels;
    this.meeting = meeting;
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
    Map<BitSet, List<Parcel>> bySignature = new LinkedHashMap<>();
    for (Parcel parcel : parcels) {
      bySignature.computeIfAbsent(signature(parcel, rules), key -> new ArrayList<>()).add(parcel);
    }
    return new Groups(
        List.copyOf(inForce.values()),
        List.copyOf(byRules.values()),
        places(byRules.keySet(), rules),
        List.copyOf(bySignature.values()),
        transposed(bySignature.keySet(), rules.size()));
  }

  private static BitSet signature(Parcel parcel, List<Rule> rules) {
    BitSet met = new BitSet(rules.size());
    for (int rule = 0; rule < rules.size(); rule++) {
      if (rules.get(rule).admits(parcel)) {
        met.set(rule);
      }
    }
    return met;
  }

  private static int[][] places(Set<Set<Rule>> ruleSets, List<Rule> rules) {
    Map<Rule, Integer> places = new HashMap<>();
    rules.forEach(rule -> places.put(rule, places.size()));
    return ruleSets.stream()
        .map(
            ruleSet ->
                ruleSet.stream().mapToInt(rule -> places.getOrDefault(rule, -1)).sorted().toArray())
        .toArray(int[][]::new);
  }

  private static long[][] transposed(Set<BitSet> signatures, int rules) {
    long[][] meeting = new long[rules][(signatures.size() + Long.SIZE - 1) / Long.SIZE];
    int parcel = 0;
    for (BitSet met : signatures) {
      for (int rule = met.nextSetBit(0); rule >= 0; rule = met.nextSetBit(rule + 1)) {
        meeting[rule][parcel / Long.SIZE] |= 1L << parcel;
      }
      parcel++;
    }
    return meeting;
  }

  /** One rule of each kind and bound that some driver has. */
  List<DriverRule> inForce() {
    return inForce;
  }

  /** Drivers who may take the same packages. */
  List<List<Driver>> drivers() {
    return drivers;
  }

  /** The rules of a driver group, by their place among those in force. */
  int[] rules(int driver) {
    return rules[driver];
  }

  /** Packages that the same drivers may take. */
  List<List<Parcel>> parcels() {
    return parcels;
  }

  boolean meets(int parcel, int rule) {
    return (meeting[rule][parcel / Long.SIZE] & 1L << parcel) != 0;
  }

  boolean admits(int driver, int parcel) {
    return admitted(driver, parcel / Long.SIZE, 1L << parcel) != 0;
  }

  /**
   * Those of 64 parcel groups that a driver group may take.
   *
   * @param word the parcel groups {@code 64 * word} and up, the lowest bit first
   * @param candidates of which of them this is asked
   */
  long admitted(int driver, int word, long candidates) {
    long left = candidates;
    for (int rule : rules[driver]) {
      left &= meeting[rule][word];
    }
    return left;
  }
}
