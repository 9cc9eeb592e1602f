package dev.punctual.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.e2e.faults.Scenario.NodeAsleep;
import dev.punctual.e2e.faults.Scenario.NodeCutOff;
import dev.punctual.e2e.faults.Scenario.NodeKilled;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** One of two nodes is lost, in several ways: the other one goes on for both. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeFaultsIT {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private Site site;

  @BeforeAll
  void start(@TempDir Path directory) {
    System.out.println("seed " + seed);
    site = Site.start(directory, directory.resolve("postgres"));
  }

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void thePeerGoesOnForANodeThatIsKilled() {
    survives("kill", new NodeKilled(1));
  }

  @Test
  void thePeerGoesOnForANodeThatSleepsAndTheSleeperWritesNothing() {
    survives("sleep", new NodeAsleep(1));
  }

  @Test
  void thePeerGoesOnForANodeThatIsCutOffFromTheDatabase() {
    survives("cut", new NodeCutOff(1));
  }

  /** At a random moment, counted in calls that came in. */
  private void survives(String name, Scenario scenario) {
    site.awaitBalance();
    try (Workload load = new Workload(site, name)) {
      load.awaitCalls(100 + random.nextInt(100));
      assertThat(scenario.run(site, load)).isEmpty();
      System.out.println(load.summary());
    }
  }
}
