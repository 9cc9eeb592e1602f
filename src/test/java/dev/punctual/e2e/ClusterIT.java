package dev.punctual.e2e;

import static dev.punctual.testkit.Sink.silence;
import static dev.punctual.testkit.Sink.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.ServerProcess.Ended;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Call;
import dev.punctual.testkit.Sink.Endpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a cluster, each a process of its own. */
class ClusterIT {
  private static final String ENGINE = "http,trigger,retention";
  private static final String RUNNER = "runner";
  private static final String READY = "Punctual is ready";

  private final List<Integer> ports =
      List.of(ServerProcess.freePort(), ServerProcess.freePort(), ServerProcess.freePort());

  private final List<Integer> managementPorts =
      List.of(ServerProcess.freePort(), ServerProcess.freePort(), ServerProcess.freePort());

  @TempDir private Path directory = Path.of("");

  @Test
  void actionsWaitForARunnerAndOutliveTheOneThatIsKilled() {
    try (Sink sink = new Sink();
        ServerProcess engine =
            ServerProcess.start(directory.resolve("engine"), member(0), "--roles", ENGINE)) {
      Api api = engine.api();

      Endpoint endpoint = sink.endpoint(status(200), silence(), status(200));
      String early = fire(api, endpoint);
      waiting().until(() -> metric(api, "punctual_trigger_attempts_repeated_total") > 1);
      assertThat(event(api, early).field("status")).isEqualTo("running");
      assertThat(
              metric(api, "punctual_trigger_pending{state=\"retrying\"}")
                  + metric(api, "punctual_trigger_pending{state=\"running\"}"))
          .isEqualTo(1);

      try (ServerProcess first = runner(1)) {
        waiting().until(() -> event(api, early).field("status"), "success"::equals);
        assertThat(endpoint.calls()).extracting(Call::id).containsExactly(early);
        // A runner keeps nothing, so it has no database.
        assertThat(directory.resolve("runner-1")).doesNotExist();

        String late = fire(api, endpoint);
        waiting().until(() -> endpoint.calls().size() == 2);
        first.kill();
        assertThat(event(api, late).field("status")).isEqualTo("running");

        try (ServerProcess second = runner(2)) {
          assertThat(second.isAlive()).isTrue();
          tellsHealthAndMetricsWithoutAnApi(2);
          refusesAPortThatIsTaken(2);
          waiting().until(() -> event(api, late).field("status"), "success"::equals);
        }
        assertThat(endpoint.calls()).extracting(Call::id).containsExactly(early, late, late);
        assertThat(event(api, late).json().path("attempts").asInt()).isEqualTo(1);
        assertThat(api.get("/api/v1/events").json().path("data")).hasSize(2);
      }
    }
  }

  @Test
  void theCommandLineAloneFormsAClusterOnOneMachine() {
    assumeTrue(IntStream.rangeClosed(5701, 5703).allMatch(ServerProcess::isFree));
    try (ServerProcess first = alone("first");
        ServerProcess second = alone("second");
        ServerProcess third = alone("third")) {
      first.awaitLog("members=3");
      assertThat(List.of(first.isAlive(), second.isAlive(), third.isAlive())).doesNotContain(false);
    }
    Ended other = ServerProcess.run(Map.of(), "serve", "--roles", RUNNER, "--cluster", "nowhere");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.output()).contains("cluster.members: must be a host and a port");
  }

  private ServerProcess alone(String name) {
    return ServerProcess.launch(directory.resolve(name), Map.of(), "--roles", RUNNER, "--cluster");
  }

  private void refusesAPortThatIsTaken(int place) {
    Ended taken = ServerProcess.run(member(place), "serve", "--roles", RUNNER);
    assertThat(taken.code()).isEqualTo(1);
    assertThat(taken.output().strip().lines())
        .singleElement()
        .asString()
        .startsWith("Cannot start: Failed at joining the cluster as 127.0.0.1:" + ports.get(place));
  }

  private void tellsHealthAndMetricsWithoutAnApi(int place) {
    Api management = new Api(URI.create("http://127.0.0.1:" + managementPorts.get(place)));
    assertThat(management.get("/health/ready").field("status")).isEqualTo("UP");
    assertThat(management.get("/metrics").text()).contains("\njvm_memory_used_bytes");
    assertThat(management.get("/api/v1/triggers").status()).isEqualTo(404);
    assertThat(management.post("/health/live", "").status()).isEqualTo(404);
  }

  private ServerProcess runner(int place) {
    Map<String, String> settings = member(place);
    settings.put("PUNCTUAL_MANAGEMENT_PORT", managementPorts.get(place).toString());
    ServerProcess runner =
        ServerProcess.launch(directory.resolve("runner-" + place), settings, "--roles", RUNNER);
    runner.awaitLog(READY);
    return runner;
  }

  private Map<String, String> member(int place) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "PUNCTUAL_CLUSTER_MEMBERS",
        "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(ports.toArray()));
    settings.put("PUNCTUAL_CLUSTER_PORT", ports.get(place).toString());
    return settings;
  }

  /** Fires an HTTP action now; answers its event. */
  private static String fire(Api api, Endpoint endpoint) {
    Answer accepted =
        api.post(
            "/api/v1/triggers/test-run",
            """
            {"name": "call", "kind": "scheduled", "schedule": {"in": "PT1H"}, "timeout": "PT3S",
             "action": {"type": "http", "url": "%s"}}
            """
                .formatted(endpoint.url()));
    assertThat(accepted.status()).isEqualTo(202);
    return accepted.field("event_id");
  }

  private static Answer event(Api api, String id) {
    return api.get("/api/v1/events/" + id);
  }

  private static double metric(Api api, String name) {
    return api.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private static ConditionFactory waiting() {
    return Awaitility.await().atMost(Duration.ofSeconds(40));
  }
}
