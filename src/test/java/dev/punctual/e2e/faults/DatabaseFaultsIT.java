package dev.punctual.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.e2e.faults.Scenario.DiskFull;
import dev.punctual.e2e.faults.Scenario.PostgresKilled;
import dev.punctual.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The database is lost to both nodes: nothing is acknowledged meanwhile, and nothing forgotten. */
@TestInstance(Lifecycle.PER_CLASS)
class DatabaseFaultsIT {
  private static final int DISK_MEGABYTES = 256;
  private static final int UNAVAILABLE = 503;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private Optional<SmallDisk> disk = Optional.empty();
  private Site site;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path data = Files.createDirectory(directory.resolve("disk"));
    disk = SmallDisk.mount(data, DISK_MEGABYTES);
    System.out.printf("seed %d; a disk to fill: %s%n", seed, disk.isPresent());
    site = Site.start(directory, data.resolve("postgres"));
  }

  @AfterAll
  void stop() {
    site.close();
    disk.ifPresent(SmallDisk::close);
  }

  @Test
  void everythingGoesOnAfterPostgresWasKilled() {
    try (Workload load = begin("postgres")) {
      assertThat(new PostgresKilled().run(site, load)).isEmpty();
      System.out.println(load.summary());
    }
  }

  @Test
  void everythingGoesOnAfterTheDiskWasFullAndNothingWasAcknowledgedMeanwhile() {
    try (Workload load = begin("disk")) {
      FullDisk full = FullDisk.of(disk, site.database());
      assertThat(new DiskFull(full).run(site, load)).isEmpty();
      assertThat(load.refusals()).as("how webhooks were refused").containsOnly(UNAVAILABLE);
      System.out.println(load.summary());
    }
  }

  /** At a random moment, counted in calls that came in. */
  private Workload begin(String name) {
    site.awaitBalance();
    Workload load = new Workload(site, name);
    load.awaitCalls(100 + random.nextInt(100));
    return load;
  }
}
