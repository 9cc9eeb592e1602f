package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The trigger engine under load, beside its peers, on one PostgreSQL in one run. */
public final class TriggersBench {
  private static final int HERD = 10_000;
  private static final int HERDS = 3;
  private static final int HELD_P99_MILLIS = 100;
  private static final int PEER_RATE = 1_000;
  private static final int QUARTZ_RATE = 200;

  /** The first seconds warm the machine up and are not counted. */
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final BenchServer server;
  private final Duration span;

  private TriggersBench(BenchServer server, Duration span) {
    this.server = server;
    this.span = span;
  }

  public static void main(String[] args) {
    Driver.run(args, TriggersBench::measure);
  }

  private static void measure(Duration span) {
    System.out.printf("## Firing%n%n");
    try (BenchServer server = new BenchServer()) {
      TriggersBench bench = new TriggersBench(server, span);
      bench.steady();
      bench.peers();
      bench.herd();
    }
  }

  /** Faster and faster until it is not held any more. */
  private void steady() {
    Table.head("Steady, a second", Lateness.COLUMNS);
    Lateness seen = steady(1_000);
    for (int rate = 5_000; seen.missing() == 0 && seen.p99() <= HELD_P99_MILLIS; rate += 5_000) {
      seen = steady(rate);
    }
    System.out.println();
  }

  private Lateness steady(int rate) {
    Lateness seen = punctual(rate);
    Table.row(Table.count(rate), seen.cells());
    return seen;
  }

  private void peers() {
    Table.head("Steady, beside others", Lateness.COLUMNS);
    Table.row("Punctual, 1,000 a second", punctual(PEER_RATE).cells());
    steady(new DbSchedulerPeer(), PEER_RATE);
    steady(new QuartzPeer(), QUARTZ_RATE);
    System.out.println();
  }

  private void steady(Peer peer, int rate) {
    PostgresEndpoint database = server.freshDatabase();
    Instant begin = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
    Instant from = begin.plus(WARM_UP);
    Instant to = from.plus(span);
    peer.steady(database, rate, begin, to);
    Lateness seen = Lateness.of(database, Peer.Log.TABLE, from, to, rate * span.toSeconds());
    Table.row("%s, %,d a second".formatted(peer.name(), rate), seen.cells());
  }

  /** Triggers that log, each every second, spread evenly. */
  private Lateness punctual(int rate) {
    try (BenchNode running = BenchNode.start(server)) {
      Instant begin = Instant.now().plusSeconds(10 + rate / 2_000).truncatedTo(ChronoUnit.SECONDS);
      Imports.triggers(
          running.api(),
          rate,
          i ->
              "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                  .formatted(begin.plusMillis(i * 1_000L / rate)));
      Instant from = begin.plus(WARM_UP);
      Instant to = from.plus(span);
      BenchNode.sleepUntil(to.plusSeconds(3));
      return Lateness.ofPunctual(running.database(), from, to, rate * span.toSeconds());
    }
  }

  private void herd() {
    Table.head("%,d due at one instant".formatted(HERD), "a second", "Punctual to it", "");
    double own = ownHerd();
    for (Peer peer : List.of(new DbSchedulerPeer(), new QuartzPeer())) {
      compare(peer.name(), own, peer.herd(server.freshDatabase(), HERD));
    }
    SqlFloor.herd(server.freshDatabase(), HERD);
    compare(
        "plain SQL, claim and log in one statement, batches of 500, one connection",
        own,
        SqlFloor.herd(server.freshDatabase(), HERD));
    System.out.println();
  }

  private static void compare(String name, double own, double other) {
    Table.row(name, Table.count(other), "%.2f times".formatted(own / other), "");
  }

  /** The last of several herds, counted to its last durable event. */
  private double ownHerd() {
    try (BenchNode running = BenchNode.start(server)) {
      Instant at = Instant.EPOCH;
      for (int round = 0; round < HERDS; round++) {
        at = Instant.now().plusSeconds(12).truncatedTo(ChronoUnit.SECONDS);
        Instant due = at;
        Imports.triggers(running.api(), HERD, i -> "{\"at\":\"%s\"}".formatted(due));
        BenchNode.sleepUntil(at.plusSeconds(4));
      }
      Lateness seen = Lateness.ofPunctual(running.database(), at, at.plusMillis(1), HERD);
      if (seen.missing() != 0) {
        throw new IllegalStateException("of the herd are missing: " + seen.missing());
      }
      double durable =
          BenchServer.numbers(
                  running.database(),
                  ("SELECT extract(epoch FROM max(logged_at) - '%s') FROM trigger.event_active"
                          + " WHERE scheduled_for = '%<s'")
                      .formatted(at))
              .get(0);
      Table.row(
          "Punctual",
          Table.count(HERD / durable),
          "",
          "handed off p99 %.1f ms, max %.1f ms; all durable after %.0f ms"
              .formatted(seen.p99(), seen.max(), durable * 1_000));
      return HERD / durable;
    }
  }
}
