package dev.punctual.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.e2e.HookCallers;
import dev.punctual.e2e.faults.Scenario.NodeKilled;
import dev.punctual.e2e.faults.Scenario.RollingRestart;
import dev.punctual.testkit.Api;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of three processes that share one database, each with roles of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class ThreeNodesIT {
  private static final int CALLS_BEFORE = 100;
  private static final int UNAVAILABLE = 503;

  private Site site;

  @BeforeAll
  void start(@TempDir Path directory) {
    site = Site.start(directory, directory.resolve("postgres"), ThreeMembers.here());
  }

  @AfterAll
  void stop() {
    site.close();
  }

  @Test
  void everyNodeAnswersForEveryFeature() {
    Features.prepare(site.apis().get(0));
    for (Api api : site.apis()) {
      Features.answerThrough(api);
    }
  }

  /** Also requests that another node served on behalf of the one that was asked. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theOthersGoOnForANodeThatIsKilled(int node) {
    site.awaitBalance();
    try (Workload load = new Workload(site, "kill-" + node)) {
      load.awaitCalls(CALLS_BEFORE);
      List<String> deviations = new NodeKilled(node).run(site, load);
      System.out.println(load.summary());
      assertThat(deviations).isEmpty();
      assertThat(load.refusals())
          .as("what the killed node was asked by another one")
          .hasSizeLessThanOrEqualTo(HookCallers.CALLERS)
          .allMatch(status -> status == UNAVAILABLE);
    }
  }

  @Test
  void aRollingRestartLosesNothingRepeatsNothingAndFailsNoRequest() {
    site.awaitBalance();
    try (Workload load = new Workload(site, "rolling")) {
      load.awaitCalls(CALLS_BEFORE);
      List<String> deviations = new RollingRestart().run(site, load);
      System.out.println(load.summary());
      assertThat(deviations).isEmpty();
      assertThat(load.refusals()).isEmpty();
      assertThat(load.cutOff())
          .as("calls that came just when a port was closed, and went to the next node")
          .isLessThanOrEqualTo(HookCallers.CALLERS * site.nodes());
    }
  }
}
