package dev.punctual.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The trigger engine under load, beside db-scheduler and plain SQL, on one PostgreSQL in one run.
 * Everything is read back from the log: lateness is {@code fired_at - scheduled_for}, durable is
 * {@code logged_at}, and what is missing would be missed.
 */
public final class TriggersBench {
  private static final int HERD = 10_000;
  private static final String LATENESS =
      "percentile_disc(%s) WITHIN GROUP (ORDER BY extract(epoch FROM fired_at - scheduled_for))";

  private final BenchServer server;
  private final int seconds;

  private TriggersBench(BenchServer server, int seconds) {
    this.server = server;
    this.seconds = seconds;
  }

  public static void main(String[] args) {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    System.out.printf(
        "%d processors, Java %s, embedded PostgreSQL with fsync, %d s a step%n%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), seconds);
    try (BenchServer server = new BenchServer()) {
      TriggersBench bench = new TriggersBench(server, seconds);
      bench.steady();
      bench.herd();
      bench.sustained();
    }
    System.exit(0);
  }

  private void steady() {
    System.out.println("Steady: log triggers, each every second, spread evenly");
    System.out.println("| a second | events | missing | p50 ms | p99 ms | max ms |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int rate : new int[] {1_000, 5_000}) {
      print(rate, run(rate));
    }
    System.out.println();
  }

  private record Lateness(long events, long missing, double p50, double p99, double max) {}

  private static void print(int rate, Lateness seen) {
    System.out.printf(
        "| %,d | %,d | %,d | %.1f | %.1f | %.1f |%n",
        rate, seen.events(), seen.missing(), seen.p50(), seen.p99(), seen.max());
  }

  private Lateness run(int rate) {
    try (BenchNode running = BenchNode.start(server, Map.of())) {
      Instant begin = Instant.now().plusSeconds(10 + rate / 2_000).truncatedTo(ChronoUnit.SECONDS);
      running.create(
          rate,
          i ->
              "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                  .formatted(begin.plusMillis(i * 1_000L / rate)));
      // The first seconds warm the machine up and are not counted.
      Instant from = begin.plusSeconds(5);
      Instant to = from.plusSeconds(seconds);
      BenchNode.sleepUntil(to.plusSeconds(3));
      List<Double> row =
          BenchServer.numbers(
              running.database(),
              ("SELECT count(*), %s, %s, max(extract(epoch FROM fired_at - scheduled_for))"
                      + " FROM trigger.event_active WHERE status = 'success'"
                      + " AND scheduled_for >= '%s' AND scheduled_for < '%s'")
                  .formatted(LATENESS.formatted("0.5"), LATENESS.formatted("0.99"), from, to));
      long events = row.get(0).longValue();
      long expected = (long) rate * seconds;
      return new Lateness(
          events, expected - events, row.get(1) * 1_000, row.get(2) * 1_000, row.get(3) * 1_000);
    }
  }

  private void herd() {
    System.out.printf("Herd: %,d log triggers due at one instant (the third of three)%n", HERD);
    double p99;
    double max;
    double durable;
    try (BenchNode running = BenchNode.start(server, Map.of())) {
      Instant at = Instant.EPOCH;
      for (int round = 0; round < 3; round++) {
        at = Instant.now().plusSeconds(12).truncatedTo(ChronoUnit.SECONDS);
        Instant due = at;
        running.create(HERD, i -> "{\"at\":\"%s\"}".formatted(due));
        BenchNode.sleepUntil(at.plusSeconds(4));
      }
      List<Double> row =
          BenchServer.numbers(
              running.database(),
              ("SELECT count(*), %s, max(extract(epoch FROM fired_at - scheduled_for)),"
                      + " extract(epoch FROM max(logged_at) - '%s')"
                      + " FROM trigger.event_active WHERE scheduled_for = '%s'")
                  .formatted(LATENESS.formatted("0.99"), at, at));
      if (row.get(0).intValue() != HERD) {
        throw new IllegalStateException("of " + HERD + " there are " + row.get(0));
      }
      p99 = row.get(1) * 1_000;
      max = row.get(2) * 1_000;
      durable = row.get(3);
    }
    double own = HERD / durable;
    double peer = Peers.dbScheduler(server.freshDatabase(), HERD);
    Peers.sqlFloor(server.freshDatabase(), HERD);
    double floor = Peers.sqlFloor(server.freshDatabase(), HERD);
    System.out.println("| | a second | |");
    System.out.println("| --- | ---: | --- |");
    System.out.printf(
        "| Punctual | %,.0f | handed off p99 %.1f ms, max %.1f ms; all durable after %.0f ms |%n",
        own, p99, max, durable * 1_000);
    System.out.printf(
        "| db-scheduler | %,.0f | Punctual does %.1f times that |%n", peer, own / peer);
    System.out.printf("| plain SQL | %,.0f | Punctual does %.2f of that |%n%n", floor, own / floor);
  }

  private void sustained() {
    System.out.println("Sustained: the highest rate with p99 at most 100 ms and nothing missing");
    System.out.println("| a second | events | missing | p50 ms | p99 ms | max ms |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int rate = 8_000; ; rate += 4_000) {
      Lateness seen = run(rate);
      print(rate, seen);
      if (seen.missing() > 0 || seen.p99() > 100) {
        System.out.println();
        return;
      }
    }
  }
}
