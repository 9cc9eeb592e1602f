package dev.punctual.bench;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Webhooks with a schema: as many as can be taken, and more. */
final class HooksBench {
  private static final int CLIENTS = 64;
  private static final int CROWD = 4_096;
  private static final int OVERLOAD = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final String TRIGGER =
      """
      {"name": "h", "kind": "api", "action": {"type": "log"},
       "json_schema": {"type": "object", "required": ["n"],
                       "properties": {"n": {"type": "integer"}}}}
      """;

  private final BenchServer server;
  private final Duration span;

  HooksBench(BenchServer server, Duration span) {
    this.server = server;
    this.span = span;
  }

  void run() {
    Table.head(
        "`POST /hooks` with a JSON Schema",
        "acknowledged a second",
        "429 or 503 a second",
        "p50 ms",
        "p99 ms",
        "max ms",
        "resident MB before, after");
    Map<String, String> settings = Map.of("PUNCTUAL_HTTP_RATE_LIMIT", "1000000");
    try (BenchProcess node = BenchProcess.start(server, settings)) {
      URI hook = URI.create(node.api().post("/api/v1/triggers", TRIGGER).field("webhook_url"));
      double capacity = inTurn(node, hook);
      overload(node, hook, (int) (capacity * OVERLOAD));
    }
    System.out.println();
  }

  private double inTurn(BenchProcess node, URI hook) {
    try (HookLoad load = new HookLoad(hook, CLIENTS)) {
      load.inTurn(WARM_UP);
      return measure(
          "%d clients, one after the other".formatted(CLIENTS), node, () -> load.inTurn(span));
    }
  }

  private void overload(BenchProcess node, URI hook, int rate) {
    try (HookLoad load = new HookLoad(hook, CROWD)) {
      measure(
          "%,d a second offered on %,d connections".formatted(rate, CROWD),
          node,
          () -> load.atRate(rate, span));
    }
  }

  /** Acknowledged a second, counted to the last answer. */
  private static double measure(String name, BenchProcess node, Supplier<HookAnswers> load) {
    long before = node.residentMegabytes();
    long begin = System.nanoTime();
    HookAnswers answers = load.get();
    double seconds = (System.nanoTime() - begin) / 1e9;
    Quantiles after = answers.acknowledgedAfter();
    double rate = after.count() / seconds;
    Table.row(
        name,
        Table.count(rate),
        Table.count(answers.refused() / seconds),
        Table.millis(after.at(0.5)),
        Table.millis(after.at(0.99)),
        Table.millis(after.at(1)),
        "%d, %d".formatted(before, node.residentMegabytes()));
    if (!answers.unexpected().isEmpty()) {
      throw new IllegalStateException("also answered: " + answers.unexpected());
    }
    Awaitility.await("every acknowledged event in the log, once")
        .atMost(Duration.ofMinutes(1))
        .until(() -> answers.areLoggedOnce(node.database()));
    return rate;
  }
}
