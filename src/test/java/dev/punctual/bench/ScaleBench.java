package dev.punctual.bench;

import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** One, two and three Trigger Services on one PostgreSQL, and what reaches its limit first. */
public final class ScaleBench {
  private static final int MOST_NODES = 3;
  private static final int RATE_STEP = 5_000;
  private static final int HELD_P99_MILLIS = 100;
  private static final int HOOK_CLIENTS = 64;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /**
   * Webhooks come first: until then the nodes' code is being compiled, on processors they share.
   */
  private static final Duration HOOK_WARM_UP = Duration.ofMinutes(1);

  private static final Duration LATE_COMERS = Duration.ofSeconds(3);

  private static final Map<String, String> SETTINGS = Map.of("PUNCTUAL_HTTP_RATE_LIMIT", "1000000");

  private static final String HOOK =
      "{\"name\": \"h\", \"kind\": \"api\", \"action\": {\"type\": \"log\"}}";

  private static final String BYTES_AN_EVENT =
      """
      SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
              WHERE inhparent = 'trigger.event_active'::regclass)
        / (SELECT count(*) FROM trigger.event_active)
      """;

  private final BenchServer server;
  private final Duration span;

  private ScaleBench(BenchServer server, Duration span) {
    this.server = server;
    this.span = span;
  }

  public static void main(String[] args) {
    Driver.run(args, ScaleBench::measure);
  }

  private record Step(int rate, Lateness lateness, Usage.Rates used) {
    boolean isHeld() {
      return lateness.missing() == 0 && lateness.p99() <= HELD_P99_MILLIS;
    }
  }

  /**
   * What so many nodes have come to.
   *
   * @param steps the last one was too much
   */
  private record Result(int nodes, double hooks, List<Step> steps, double bytesAnEvent) {
    List<Step> held() {
      return steps.stream().filter(Step::isHeld).toList();
    }
  }

  private static void measure(Duration span) {
    System.out.printf("## Scale%n%n");
    try (BenchServer server = new BenchServer(ScaleBench::roomy)) {
      ScaleBench bench = new ScaleBench(server, span);
      Table.head(
          "Nodes, steady a second",
          "missing",
          "p50 ms",
          "p99 ms",
          "max ms",
          "processors of each node",
          "of PostgreSQL",
          "commits a second",
          "WAL MB a second",
          "shards of each node");
      List<Result> results = new ArrayList<>();
      for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
        results.add(bench.measure(nodes));
      }
      System.out.println();
      summarize(results);
    }
  }

  /** As it ships, but for the connections of three nodes. */
  private static EmbeddedPostgresOptions roomy(EmbeddedPostgresOptions options) {
    return options.with("max_connections", "100");
  }

  private Result measure(int nodes) {
    try (BenchCluster cluster = BenchCluster.start(server, nodes, SETTINGS)) {
      double hooks = hooks(cluster);
      List<Step> steps = new ArrayList<>();
      do {
        steps.add(step(cluster, (steps.size() + 1) * RATE_STEP));
      } while (steps.get(steps.size() - 1).isHeld());
      double bytes = BenchServer.numbers(cluster.database(), BYTES_AN_EVENT).get(0);
      return new Result(nodes, hooks, steps, bytes);
    }
  }

  /** Adds so many triggers that log every second, spread evenly, that the rate is reached. */
  private Step step(BenchCluster cluster, int rate) {
    Instant begin = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
    Imports.triggers(
        cluster.api(),
        RATE_STEP,
        i ->
            "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                .formatted(begin.plusNanos(i * 1_000_000_000L / RATE_STEP)));
    Instant from = begin.plus(WARM_UP);
    Instant to = from.plus(span);
    BenchNode.sleepUntil(from);
    Usage before = Usage.of(server, cluster);
    BenchNode.sleepUntil(to);
    Usage.Rates used = Usage.of(server, cluster).since(before);
    BenchNode.sleepUntil(to.plus(LATE_COMERS));
    Lateness lateness = Lateness.ofPunctual(cluster.database(), from, to, rate * span.toSeconds());
    Table.row(
        "%d, %,d".formatted(cluster.nodes().size(), rate),
        Table.count(lateness.missing()),
        Table.millis(lateness.p50()),
        Table.millis(lateness.p99()),
        Table.millis(lateness.max()),
        used.nodes().stream().map(ScaleBench::decimals).collect(Collectors.joining(", ")),
        decimals(used.database()),
        Table.count(used.commits()),
        Table.millis(used.walBytes() / 1e6),
        cluster.shards().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    return new Step(rate, lateness, used);
  }

  /** Acknowledged a second by all nodes together, and in the log, once. */
  private double hooks(BenchCluster cluster) {
    String path =
        URI.create(cluster.api().post("/api/v1/triggers", HOOK).field("webhook_url")).getPath();
    List<HookLoad> loads =
        cluster.fronts(path).stream()
            .map(front -> new HookLoad(front, HOOK_CLIENTS / cluster.nodes().size()))
            .toList();
    try {
      inTurn(loads, HOOK_WARM_UP);
      List<HookAnswers> answers = inTurn(loads, span);
      for (HookAnswers one : answers) {
        if (!one.unexpected().isEmpty()) {
          throw new IllegalStateException("also answered: " + one.unexpected());
        }
        Awaitility.await("every acknowledged event in the log, once")
            .atMost(Duration.ofMinutes(1))
            .until(() -> one.areLoggedOnce(cluster.database()));
      }
      return answers.stream().mapToDouble(one -> one.acknowledgedAfter().count()).sum()
          / span.toSeconds();
    } finally {
      loads.forEach(HookLoad::close);
    }
  }

  private static List<HookAnswers> inTurn(List<HookLoad> loads, Duration span) {
    List<CompletableFuture<HookAnswers>> underWay =
        loads.stream().map(load -> CompletableFuture.supplyAsync(() -> load.inTurn(span))).toList();
    return underWay.stream().map(CompletableFuture::join).toList();
  }

  private static void summarize(List<Result> results) {
    Table.head(
        "Nodes",
        "highest rate held",
        "processors at that rate",
        "processor ms a thousand events",
        "WAL bytes an event",
        "disk bytes an event",
        "webhooks a second");
    for (Result result : results) {
      List<Step> held = result.held();
      if (held.isEmpty()) {
        Table.row(
            String.valueOf(result.nodes()), "none", "", "", "", "", Table.count(result.hooks()));
        continue;
      }
      Step best = held.get(held.size() - 1);
      Table.row(
          String.valueOf(result.nodes()),
          Table.count(best.rate()),
          decimals(best.used().processors()),
          Table.millis(best.used().processors() * 1e6 / best.rate()),
          Table.count(best.used().walBytes() / best.rate()),
          Table.count(result.bytesAnEvent()),
          Table.count(result.hooks()));
    }
    System.out.println();
  }

  private static String decimals(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
