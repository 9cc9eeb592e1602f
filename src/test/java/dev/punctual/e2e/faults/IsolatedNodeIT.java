package dev.punctual.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.punctual.e2e.faults.Scenario.NodeIsolated;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is cut off from the others and from the database, and comes back. */
class IsolatedNodeIT {
  private static final int CALLS_BEFORE = 100;

  @TempDir private Path directory = Path.of("");

  @Test
  void theOthersGoOnAndTheClusterIsOneAgainWhenTheNetworkHeals() {
    Optional<Machines> machines = Machines.start(3);
    assumeTrue(machines.isPresent(), "needs root and iproute2's ip");
    try (Machines network = machines.get();
        Site site =
            Site.start(directory, directory.resolve("postgres"), ThreeMembers.on(network))) {
      Features.prepare(site.apis().get(0));
      site.awaitBalance();
      try (Workload load = new Workload(site, "isolated")) {
        load.awaitCalls(CALLS_BEFORE);
        List<String> deviations = new NodeIsolated(1, network).run(site, load);
        System.out.println(load.summary());
        assertThat(deviations).isEmpty();
      }
      for (Api api : site.apis()) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> Features.answerThrough(api));
      }
    }
  }
}
