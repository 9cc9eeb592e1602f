package dev.punctual.bench;

import java.lang.management.ManagementFactory;

/** What the figures were taken on. */
public final class MachineBench {
  private MachineBench() {}

  public static void main(String[] args) {
    long memory =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    System.out.printf(
        "%d processors, %.0f GiB, Java %s, the embedded PostgreSQL on the same machine.%n%n",
        Runtime.getRuntime().availableProcessors(),
        memory / (double) (1L << 30),
        Runtime.version());
  }
}
