package dev.punctual.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.ortools.Loader;
import com.google.ortools.graph.MaxFlow;
import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.DayGenerator;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.DriverRule;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.delivery.domain.Plan;
import dev.punctual.delivery.domain.Rule;
import dev.punctual.testkit.Api;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The assignment, beside greedy and beside OR-Tools' SimpleMaxFlow on the raw graph: an arc for
 * every package that a driver may take.
 */
public final class DeliveriesBench {
  private static final int MAX_PER_DRIVER = 10;
  private static final int RUNS = 9;
  private static final int REQUESTS = 60;

  /** Arcs that SimpleMaxFlow is given at most, for the sake of the machine's memory. */
  private static final long RAW_LIMIT = 20_000_000;

  private DeliveriesBench() {}

  public static void main(String[] args) {
    Loader.loadNativeLibraries();
    System.out.printf("## Deliveries%n%n");
    Table.head(
        "Drivers × packages, at most %d a driver".formatted(MAX_PER_DRIVER),
        "rules a driver",
        "ms",
        "placed",
        "greedy: ms",
        "placed",
        "SimpleMaxFlow: ms",
        "placed",
        "MB allocated");
    for (int[] size : new int[][] {{99, 990}, {1_000, 10_000}, {10_000, 100_000}}) {
      measure(size[0], size[1], 0, 2);
      measure(size[0], size[1], 2, 4);
    }
    endToEnd();
  }

  private static void measure(int driverCount, int packageCount, int leastRules, int mostRules) {
    DayGenerator day = new DayGenerator(1);
    List<Driver> drivers = day.drivers(driverCount, leastRules, mostRules);
    List<Parcel> parcels = day.packages(packageCount);
    Plan plan = Plan.of(drivers, parcels, MAX_PER_DRIVER);
    String rawMillis = "";
    String rawPlaced = "";
    if ((long) driverCount * packageCount <= RAW_LIMIT) {
      long begin = System.nanoTime();
      rawPlaced = Table.count(raw(drivers, parcels));
      rawMillis = Table.millis((System.nanoTime() - begin) / 1e6);
    }
    Table.row(
        "%,d × %,d".formatted(driverCount, packageCount),
        "%d to %d".formatted(leastRules, mostRules),
        Table.millis(median(() -> Plan.of(drivers, parcels, MAX_PER_DRIVER))),
        Table.count(packageCount - plan.unassigned().size()),
        Table.millis(median(() -> greedy(drivers, parcels))),
        Table.count(greedy(drivers, parcels)),
        rawMillis,
        rawPlaced,
        Table.millis(allocated(() -> Plan.of(drivers, parcels, MAX_PER_DRIVER)) / 1e6));
  }

  /** POST /assign for 99 drivers and 990 new packages each time, stored durably. */
  private static void endToEnd() {
    try (BenchServer server = new BenchServer();
        BenchNode node =
            BenchNode.start(server.freshDatabase(), Map.of("PUNCTUAL_ROLES", "http,delivery"))) {
      Api api = node.api();
      DayGenerator day = new DayGenerator(1);
      List<Driver> drivers = day.drivers(99, 0, 2);
      post(api, "/api/v1/drivers/import", drivers);
      Map<String, Object> everybody =
          Map.of(
              "driver_ids",
              drivers.stream().map(Driver::driverId).toList(),
              "max_per_driver",
              MAX_PER_DRIVER);
      double[] millis = new double[REQUESTS];
      for (int run = -REQUESTS; run < REQUESTS; run++) {
        post(api, "/api/v1/packages/import", day.packages(990));
        long begin = System.nanoTime();
        post(api, "/assign", everybody);
        if (run >= 0) {
          millis[run] = (System.nanoTime() - begin) / 1e6;
        }
      }
      Arrays.sort(millis);
      System.out.printf(
          "%nPOST /assign, 99 × 990: median %.1f ms, p95 %.1f ms%n",
          millis[REQUESTS / 2], millis[REQUESTS * 95 / 100]);
    }
  }

  private static void post(Api api, String path, Object body) {
    try {
      Api.Answer answer = api.post(path, Json.MAPPER.writeValueAsString(body));
      if (answer.status() != 200) {
        throw new IllegalStateException(answer.text());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a day is always writable", e);
    }
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
