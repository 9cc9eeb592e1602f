package dev.punctual.delivery.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Assignments against what an exhaustive search finds, and against the laws of optimal ones. */
class PlanTest {

  /** A small day. */
  record Day(List<Driver> drivers, List<Parcel> parcels, int maxPerDriver) {
    Plan plan() {
      return Plan.of(drivers, parcels, maxPerDriver);
    }

    boolean admits(int driver, int parcel) {
      return drivers.get(driver).rules().stream()
          .allMatch(rule -> rule.rule().admits(parcels.get(parcel)));
    }
  }

  @Property(tries = 1_000)
  void noAssignmentPlacesMoreServesMoreOrIsMoreEven(@ForAll("smallDays") Day day) {
    assertThat(sortedLoads(day.plan())).isEqualTo(new ExhaustiveSearch(day).best());
  }

  @Property(tries = 500)
  void everyPackageIsWithOneDriverWhoMayTakeItOrWithNobody(@ForAll("largerDays") Day day) {
    Plan plan = day.plan();

    List<String> seen = new ArrayList<>(ids(plan.unassigned()));
    plan.packages().values().forEach(packages -> seen.addAll(ids(packages)));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(ids(day.parcels()));
    for (int driver = 0; driver < day.drivers().size(); driver++) {
      Driver who = day.drivers().get(driver);
      List<Parcel> packages = plan.packages().getOrDefault(who.driverId(), List.of());
      assertThat(packages).hasSizeLessThanOrEqualTo(day.maxPerDriver());
      for (Parcel parcel : packages) {
        assertThat(day.admits(driver, day.parcels().indexOf(parcel))).isTrue();
      }
    }
    assertThat(plan.packages())
        .containsOnlyKeys(day.drivers().stream().map(Driver::driverId).toList());
  }

  @Property(tries = 500)
  void nothingIsLeftOverThatHandOversCouldPlaceOrEven(@ForAll("largerDays") Day day) {
    Plan plan = day.plan();
    HandOvers handOvers = new HandOvers(day, plan);

    for (Parcel parcel : plan.unassigned()) {
      BitSet takers = handOvers.from(day.parcels().indexOf(parcel));
      assertThat(takers.stream().map(handOvers::load)).allMatch(n -> n == day.maxPerDriver());
    }
    for (int driver = 0; driver < day.drivers().size(); driver++) {
      int load = handOvers.load(driver);
      for (int parcel : handOvers.held(driver)) {
        assertThat(handOvers.from(parcel).stream().map(handOvers::load))
            .allMatch(other -> other >= load - 1);
      }
    }
  }

  @Property(tries = 200)
  void equalListsMakeAnEqualPlan(@ForAll("largerDays") Day day) {
    Plan one = day.plan();
    Plan other = day.plan();

    assertThat(one.packages()).isEqualTo(other.packages());
    assertThat(one.explanation()).isEqualTo(other.explanation());
  }

  @Property(tries = 500)
  void explainsEverythingThatIsLeftOver(@ForAll("largerDays") Day day) {
    Plan plan = day.plan();

    assertThat(plan.explanation().packages().stream().flatMap(left -> left.packageIds().stream()))
        .containsExactlyInAnyOrderElementsOf(ids(plan.unassigned()));
    assertThat(plan.explanation().drivers().stream().flatMap(idle -> idle.driverIds().stream()))
        .containsExactlyInAnyOrderElementsOf(
            plan.packages().entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList());
    for (Explanation.LeftOver left : plan.explanation().packages()) {
      boolean somebodyMay =
          left.packageIds().stream()
              .map(id -> ids(day.parcels()).indexOf(id))
              .anyMatch(
                  parcel ->
                      IntStream.range(0, day.drivers().size())
                          .anyMatch(driver -> day.admits(driver, parcel)));
      assertThat(left.reason() == Explanation.PackageReason.DRIVERS_FULL).isEqualTo(somebodyMay);
    }
    for (Explanation.Idle idle : plan.explanation().drivers()) {
      for (String other : idle.others().some()) {
        assertThat(plan.packages().getOrDefault(other, List.of())).hasSize(1);
      }
    }
  }

  @Provide
  static Arbitrary<Day> smallDays() {
    return days(4, 6, 3);
  }

  @Provide
  static Arbitrary<Day> largerDays() {
    return days(12, 40, 6);
  }

  /** Drivers bound to up to three of four regions, or to none; nobody is bound to the fifth. */
  private static Arbitrary<Day> days(int drivers, int parcels, int max) {
    Arbitrary<List<String>> regions =
        Arbitraries.of("a", "b", "c", "d").list().uniqueElements().ofMinSize(0).ofMaxSize(3);
    return Combinators.combine(
            regions.list().ofMinSize(1).ofMaxSize(drivers),
            Arbitraries.of("a", "b", "c", "d", "e").list().ofMaxSize(parcels),
            Arbitraries.integers().between(1, max))
        .as(PlanTest::day);
  }

  private static Day day(List<List<String>> driverRegions, List<String> parcelRegions, int max) {
    List<Driver> drivers = new ArrayList<>();
    for (List<String> regions : driverRegions) {
      String id = "d%02d".formatted(drivers.size());
      drivers.add(
          regions.isEmpty()
              ? Days.driver(id)
              : Days.driver(id, Days.regions(regions.toArray(String[]::new))));
    }
    List<Parcel> parcels = new ArrayList<>();
    parcelRegions.forEach(
        region -> parcels.add(Days.to(region, "p%02d".formatted(parcels.size()))));
    return new Day(drivers, parcels, max);
  }

  private static List<Integer> sortedLoads(Plan plan) {
    return plan.packages().values().stream()
        .map(List::size)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static List<String> ids(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::packageId).toList();
  }

  /** Who can get a package when packages change hands. */
  private static final class HandOvers {
    private final Day day;
    private final List<List<Integer>> held = new ArrayList<>();

    HandOvers(Day day, Plan plan) {
      this.day = day;
      Map<String, Integer> index = new HashMap<>();
      day.parcels().forEach(parcel -> index.put(parcel.packageId(), index.size()));
      for (Driver driver : day.drivers()) {
        held.add(
            plan.packages().getOrDefault(driver.driverId(), List.of()).stream()
                .map(parcel -> index.getOrDefault(parcel.packageId(), -1))
                .toList());
      }
    }

    int load(int driver) {
      return held.get(driver).size();
    }

    List<Integer> held(int driver) {
      return held.get(driver);
    }

    BitSet from(int parcel) {
      BitSet reached = new BitSet();
      spread(parcel, reached);
      return reached;
    }

    private void spread(int parcel, BitSet reached) {
      for (int driver = 0; driver < held.size(); driver++) {
        if (!reached.get(driver) && day.admits(driver, parcel)) {
          reached.set(driver);
          held.get(driver).forEach(next -> spread(next, reached));
        }
      }
    }
  }

  /** All assignments there are: the best sorted loads of those that place the most. */
  private static final class ExhaustiveSearch {
    private final Day day;
    private final int[] loads;
    private List<Integer> best = List.of();
    private int bestPlaced = -1;

    ExhaustiveSearch(Day day) {
      this.day = day;
      this.loads = new int[day.drivers().size()];
    }

    List<Integer> best() {
      search(0, 0);
      return best;
    }

    private void search(int parcel, int placed) {
      if (placed + day.parcels().size() - parcel < bestPlaced) {
        return;
      }
      if (parcel == day.parcels().size()) {
        judge(placed);
        return;
      }
      for (int driver = 0; driver < loads.length; driver++) {
        if (loads[driver] < day.maxPerDriver() && day.admits(driver, parcel)) {
          loads[driver]++;
          search(parcel + 1, placed + 1);
          loads[driver]--;
        }
      }
      search(parcel + 1, placed);
    }

    private void judge(int placed) {
      List<Integer> sorted = new ArrayList<>(IntStream.of(loads).boxed().toList());
      sorted.sort(Collections.reverseOrder());
      if (placed > bestPlaced || better(sorted, best)) {
        bestPlaced = placed;
        best = sorted;
      }
    }

    /** More drivers served, or as many and more even: the demands are checked one by one. */
    private static boolean better(List<Integer> one, List<Integer> other) {
      int served = Long.compare(served(one), served(other));
      if (served != 0) {
        return served > 0;
      }
      for (int i = 0; i < one.size(); i++) {
        int compared = Integer.compare(one.get(i), other.get(i));
        if (compared != 0) {
          return compared < 0;
        }
      }
      return false;
    }

    private static long served(List<Integer> loads) {
      return loads.stream().filter(load -> load > 0).count();
    }
  }
}
