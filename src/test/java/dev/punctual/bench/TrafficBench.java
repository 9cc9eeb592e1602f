package dev.punctual.bench;

import java.time.Duration;

/** What comes in and goes out over HTTP, and what triggers cost that do nothing. */
public final class TrafficBench {
  private static final int DORMANT = 1_000_000;

  private TrafficBench() {}

  public static void main(String[] args) {
    Driver.run(args, TrafficBench::measure);
  }

  private static void measure(Duration span) {
    try (BenchServer server = new BenchServer()) {
      System.out.printf("## Webhooks and calls%n%n");
      new HooksBench(server, span).run();
      new HttpActionBench(server, span).run();
      System.out.printf("## A million dormant triggers%n%n");
      new DormantBench(server, DORMANT).run();
    }
  }
}
