package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What lateness and planning become as triggers and their log grow, while 500 fire a second. */
public final class GrowthBench {
  private static final int HOT = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final String DORMANT = "{\"at\":\"2100-01-01T00:00:00Z\"}";
  private static final String[] COLUMNS = {
    "p50 ms", "p99 ms", "max ms", "missing", "look-up of the due, ms", "planning of 1,000, ms"
  };

  private final BenchServer server;
  private final Duration span;
  private final long largest;

  private GrowthBench(BenchServer server, Duration span, long largest) {
    this.server = server;
    this.span = span;
    this.largest = largest;
  }

  /** Seconds a step, and how many triggers or events there are at most. */
  public static void main(String[] args) {
    long largest = args.length > 1 ? Long.parseLong(args[1]) : Long.MAX_VALUE;
    Driver.run(args, span -> measure(span, largest));
  }

  private static void measure(Duration span, long largest) throws IOException {
    System.out.printf("## Growth%n%n");
    try (BenchServer server = new BenchServer(PlanningCost::counted)) {
      GrowthBench bench = new GrowthBench(server, span, largest);
      bench.triggers();
      bench.events();
    }
  }

  private record Step(long size, Lateness lateness, PlanningCost planning) {}

  private void triggers() throws IOException {
    Table.head("Dormant triggers", COLUMNS);
    List<Step> steps = new ArrayList<>();
    for (int size : new int[] {1_000, 10_000, 100_000, 1_000_000}) {
      if (size <= largest) {
        try (BenchNode node = BenchNode.start(server)) {
          Imports.triggers(node.api(), size, i -> DORMANT);
          steps.add(measure(size, node));
        }
      }
    }
    plot("triggers", "dormant triggers", steps);
  }

  private void events() throws IOException {
    Table.head("Events in the log", COLUMNS);
    List<Step> steps = new ArrayList<>();
    List<ReadingBench> readings = new ArrayList<>();
    for (long size : new long[] {0, 1_000_000, 10_000_000}) {
      if (size <= largest) {
        PostgresEndpoint database = server.freshDatabase();
        // Brings the schema.
        BenchNode.start(database, Map.of()).close();
        EventFill.run(database, size, HOT, Instant.now());
        try (BenchNode node = BenchNode.start(database, Map.of())) {
          steps.add(measure(size, node));
          if (size > 0) {
            readings.add(ReadingBench.of(node, size));
          }
        }
        server.drop(database);
      }
    }
    plot("events", "events in the log", steps);
    readings.forEach(ReadingBench::print);
  }

  private Step measure(long size, BenchNode node) {
    Instant begin = Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS);
    Imports.triggers(
        node.api(),
        HOT,
        i ->
            "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                .formatted(begin.plusMillis(i * 1_000L / HOT)));
    Instant from = begin.plus(WARM_UP);
    Instant to = from.plus(span);
    BenchNode.sleepUntil(from);
    PlanningCost.begin(node.database());
    BenchNode.sleepUntil(to);
    long firings = HOT * span.toSeconds();
    PlanningCost planning = PlanningCost.since(node.database(), firings);
    BenchNode.sleepUntil(to.plusSeconds(3));
    Lateness lateness = Lateness.ofPunctual(node.database(), from, to, firings);
    Table.row(
        Table.count(size),
        Table.millis(lateness.p50()),
        Table.millis(lateness.p99()),
        Table.millis(lateness.max()),
        Table.count(lateness.missing()),
        "%.2f".formatted(planning.lookUp()),
        Table.millis(planning.perThousand()));
    return new Step(size, lateness, planning);
  }

  private static void plot(String name, String axis, List<Step> steps) throws IOException {
    System.out.println();
    if (steps.size() < 2) {
      return;
    }
    LogPlot plot = new LogPlot(axis, "milliseconds");
    plot.line("p99 lateness", steps, Step::size, step -> step.lateness().p99());
    plot.line("planning of 1,000", steps, Step::size, step -> step.planning().perThousand());
    plot.line("p50 lateness", steps, Step::size, step -> step.lateness().p50());
    Files.writeString(Path.of("docs", "growth-" + name + ".svg"), plot.svg());
    System.out.printf("![Lateness and planning by %s](growth-%s.svg)%n%n", axis, name);
  }
}
