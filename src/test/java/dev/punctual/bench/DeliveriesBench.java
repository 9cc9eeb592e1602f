package dev.punctual.bench;

import com.google.ortools.Loader;
import com.google.ortools.graph.MaxFlow;
import dev.punctual.delivery.domain.DayGenerator;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.DriverRule;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.delivery.domain.Plan;
import dev.punctual.delivery.domain.Rule;
import java.util.Arrays;
import java.util.List;

/**
 * The assignment, beside greedy and beside OR-Tools' SimpleMaxFlow on the raw graph: an arc for
 * every package that a driver may take.
 */
public final class DeliveriesBench {
  private static final int MAX_PER_DRIVER = 10;
  private static final int RUNS = 9;

  /** Arcs that SimpleMaxFlow is given at most, for the sake of the machine's memory. */
  private static final long RAW_LIMIT = 20_000_000;

  private DeliveriesBench() {}

  public static void main(String[] args) {
    Loader.loadNativeLibraries();
    System.out.printf(
        "%d processors, Java %s, at most %d packages a driver, medians of %d runs%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), MAX_PER_DRIVER, RUNS);
    System.out.printf(
        "%16s %10s %10s %12s %10s %12s %12s %12s%n",
        "drivers x pkgs",
        "own (ms)",
        "placed",
        "greedy (ms)",
        "placed",
        "raw (ms)",
        "placed",
        "memory (MB)");
    for (int[] size : new int[][] {{99, 990}, {1_000, 10_000}, {10_000, 100_000}}) {
      measure(size[0], size[1]);
    }
  }

  private static void measure(int driverCount, int packageCount) {
    DayGenerator day = new DayGenerator(1);
    List<Driver> drivers = day.drivers(driverCount, 0, 2);
    List<Parcel> parcels = day.packages(packageCount);
    double own = median(() -> Plan.of(drivers, parcels, MAX_PER_DRIVER));
    long memory = allocated(() -> Plan.of(drivers, parcels, MAX_PER_DRIVER));
    int placed = packageCount - Plan.of(drivers, parcels, MAX_PER_DRIVER).unassigned().size();
    double greedyMillis = median(() -> greedy(drivers, parcels));
    System.out.printf(
        "%16s %10.1f %10d %12.1f %10d",
        driverCount + " x " + packageCount, own, placed, greedyMillis, greedy(drivers, parcels));
    if ((long) driverCount * packageCount > RAW_LIMIT) {
      System.out.printf(" %12s %12s", "-", "-");
    } else {
      long begin = System.nanoTime();
      long raw = raw(drivers, parcels);
      System.out.printf(" %12.1f %12d", (System.nanoTime() - begin) / 1e6, raw);
    }
    System.out.printf(" %12.1f%n", memory / 1e6);
  }

  /** Each package to the first driver with room who may take it. */
  private static int greedy(List<Driver> drivers, List<Parcel> parcels) {
    List<List<Rule>> rules = rules(drivers);
    int[] loads = new int[drivers.size()];
    int placed = 0;
    for (Parcel parcel : parcels) {
      for (int driver = 0; driver < loads.length; driver++) {
        if (loads[driver] < MAX_PER_DRIVER && admits(rules.get(driver), parcel)) {
          loads[driver]++;
          placed++;
          break;
        }
      }
    }
    return placed;
  }

  private static long raw(List<Driver> drivers, List<Parcel> parcels) {
    List<List<Rule>> rules = rules(drivers);
    MaxFlow flow = new MaxFlow();
    int source = drivers.size() + parcels.size();
    int sink = source + 1;
    for (int driver = 0; driver < drivers.size(); driver++) {
      flow.addArcWithCapacity(source, driver, MAX_PER_DRIVER);
      for (int parcel = 0; parcel < parcels.size(); parcel++) {
        if (admits(rules.get(driver), parcels.get(parcel))) {
          flow.addArcWithCapacity(driver, drivers.size() + parcel, 1);
        }
      }
    }
    for (int parcel = 0; parcel < parcels.size(); parcel++) {
      flow.addArcWithCapacity(drivers.size() + parcel, sink, 1);
    }
    flow.solve(source, sink);
    return flow.getOptimalFlow();
  }

  private static List<List<Rule>> rules(List<Driver> drivers) {
    return drivers.stream()
        .map(driver -> driver.rules().stream().map(DriverRule::rule).toList())
        .toList();
  }

  private static boolean admits(List<Rule> rules, Parcel parcel) {
    for (Rule rule : rules) {
      if (!rule.admits(parcel)) {
        return false;
      }
    }
    return true;
  }

  private static double median(Runnable work) {
    double[] millis = new double[RUNS];
    for (int run = -RUNS; run < RUNS; run++) {
      long begin = System.nanoTime();
      work.run();
      if (run >= 0) {
        millis[run] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[RUNS / 2];
  }

  /** All bytes that one run allocates, which is more than it ever holds at once. */
  private static long allocated(Runnable work) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
