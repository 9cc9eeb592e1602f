package dev.punctual.e2e.faults;

import dev.punctual.e2e.faults.Scenario.DiskFull;
import dev.punctual.e2e.faults.Scenario.NodeAsleep;
import dev.punctual.e2e.faults.Scenario.NodeCutOff;
import dev.punctual.e2e.faults.Scenario.NodeKilled;
import dev.punctual.e2e.faults.Scenario.PostgresKilled;
import dev.punctual.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One fault after the other, in random order and at random moments, for as long as it is told to:
 * after each of them everything must be as after the same fault in the tests.
 */
final class Soak {
  private static final int DISK_MEGABYTES = 1024;

  private final Random random;
  private final Site site;
  private final Optional<SmallDisk> disk;
  private int rounds;
  private int failed;

  private Soak(Random random, Site site, Optional<SmallDisk> disk) {
    this.random = random;
    this.site = site;
    this.disk = disk;
  }

  /**
   * Soaks.
   *
   * @param arguments minutes, and the seed of an earlier run to repeat its order
   */
  public static void main(String[] arguments) throws IOException {
    Duration length = Duration.ofMinutes(Long.parseLong(arguments[0]));
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    Path directory = Files.createTempDirectory("punctual-soak");
    Path data = Files.createDirectory(directory.resolve("disk"));
    Optional<SmallDisk> disk = SmallDisk.mount(data, DISK_MEGABYTES);
    System.out.printf(
        "seed %d; logs in %s; a disk to fill: %s%n", seed, directory, disk.isPresent());
    Site site = Site.start(directory, data.resolve("postgres"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  site.close();
                  disk.ifPresent(SmallDisk::close);
                }));
    Soak soak = new Soak(new Random(seed), site, disk);
    Instant end = Instant.now().plus(length);
    while (Instant.now().isBefore(end)) {
      soak.round();
    }
    System.out.printf("%d faults, %d with deviations%n", soak.rounds, soak.failed);
    System.exit(soak.failed == 0 ? 0 : 1);
  }

  private void round() {
    site.awaitBalance();
    rounds++;
    try (Workload load = new Workload(site, "round-" + rounds)) {
      load.awaitCalls(100 + random.nextInt(500));
      List<String> deviations = any().run(site, load);
      System.out.printf("%s %3d %s%n", Instant.now(), rounds, load.summary());
      deviations.forEach(deviation -> System.out.println("    " + deviation));
      failed += deviations.isEmpty() ? 0 : 1;
    }
  }

  private Scenario any() {
    int node = random.nextInt(site.nodes());
    List<Scenario> scenarios =
        List.of(
            new NodeKilled(node),
            new NodeAsleep(node),
            new NodeCutOff(node),
            new PostgresKilled(),
            new DiskFull(FullDisk.of(disk, site.database())));
    return scenarios.get(random.nextInt(scenarios.size()));
  }
}
