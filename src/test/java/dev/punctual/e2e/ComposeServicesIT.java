package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.punctual.infra.Compose;
import dev.punctual.infra.Dockerfile;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.testkit.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services of the Compose file as the image runs them: its Java, its archive of classes, its
 * command and its variables, each a process of this machine instead of a container.
 */
class ComposeServicesIT {
  private static final String KEY = "Bearer development-key";
  private static final Path JAR =
      Path.of(System.getProperty("punctual.jar", "target/punctual.jar")).toAbsolutePath();

  private static final Compose COMPOSE = Compose.read();
  private static final Dockerfile DOCKERFILE = Dockerfile.read();

  @TempDir private static Path image = Path.of("");
  @TempDir private Path directory = Path.of("");

  private final Map<String, String> places = new HashMap<>();

  @BeforeAll
  static void buildWhatTheImageHolds() throws Exception {
    Optional<ToolProvider> jlink = ToolProvider.findFirst("jlink");
    assumeThat(jlink).as("jlink is part of this JDK").isPresent();
    assumeThat(Path.of(System.getProperty("java.home"), "jmods")).as("its modules").exists();
    int made =
        jlink
            .get()
            .run(
                System.out,
                System.err,
                "--output",
                java().toString(),
                "--add-modules",
                DOCKERFILE.modules(),
                "--strip-java-debug-attributes");
    assertThat(made).isZero();
    run(java().resolve("bin/java").toString(), "-Xshare:dump");
    run("scripts/class-archive", JAR.toString(), archive().toString());
    assertThat(archive()).isNotEmptyFile();
  }

  @Test
  void anyOfThemAnswersWhatTheReadmeShows() throws IOException {
    try (TestDatabase database = TestPostgres.freshDatabase();
        TestRedis redis = TestRedis.start()) {
      places.put("postgresql:5432/punctual", at(database));
      places.put("redis://redis:6379/0", redis.uri());
      COMPOSE.nodes().forEach(node -> places.put(node + ":5701", freePlace()));
      try (ServerProcess data = start("data-service", database)) {
        places.put("http://data-service:8080", data.api().base().toString());
        try (ServerProcess scheduling = start("scheduling-service", database);
            ServerProcess trigger = start("trigger-service", database)) {
          for (ServerProcess node : List.of(data, scheduling, trigger)) {
            knowsTheOthers(api(node));
          }
          rosters(api(trigger), api(data));
          fires(api(data), api(trigger));
          assigns(api(trigger));
          plansCalls(api(data));
          assertThat(List.of(data, scheduling, trigger))
              .allMatch(node -> List.of(0, 143).contains(node.terminate()));
        }
      }
    }
  }

  private static void knowsTheOthers(Api node) {
    for (String path :
        List.of("/api/v1/staff", "/api/v1/schedules", "/api/v1/triggers", "/api/v1/calls")) {
      waiting().until(() -> node.get(path).status() == 200);
    }
  }

  private static void rosters(Api importer, Api asker) throws IOException {
    for (String kind : List.of("staff", "groups", "memberships")) {
      Answer imported = importer.post("/api/v1/" + kind + "/import", sample(kind));
      assertThat(imported.status()).as(imported.text()).isEqualTo(200);
    }
    Answer asked =
        asker.post(
            "/api/v1/schedules",
            """
            {"staff_group_id": "hospital", "period_begin_date": "2026-11-30"}""");
    String id = asked.field("schedule_id");
    assertThat(asker.finished(id).field("status")).isEqualTo("COMPLETED");
    Answer roster = importer.get("/api/v1/schedules/" + id + "/result");
    assertThat(roster.json().path("assignments")).isNotEmpty();
  }

  private static void fires(Api asker, Api reader) {
    Answer fired =
        asker.post(
            "/api/v1/triggers/test-run",
            """
            {"name": "Tick", "kind": "scheduled", "schedule": {"in": "PT1H"},
             "action": {"type": "log"}}""");
    String event = "/api/v1/events/" + fired.field("event_id");
    waiting().until(() -> reader.get(event).field("status"), "success"::equals);
  }

  private static void assigns(Api node) throws IOException {
    for (String kind : List.of("drivers", "packages")) {
      node.post("/api/v1/" + kind + "/import", sample("deliveries/" + kind));
    }
    Answer assigned =
        node.post("/assign", "{\"driver_ids\": [\"driver_1\"], \"max_per_driver\": 3}");
    assertThat(assigned.json().at("/assignments/driver_1")).hasSize(3);
  }

  private static void plansCalls(Api node) throws IOException {
    Answer planned = node.post("/schedule", sample("calls"));
    String id = planned.json().at("/0/scheduled_task_id").asText();
    assertThat(node.get("/api/v1/calls/" + id).status()).as(planned.text()).isEqualTo(200);
  }

  private ServerProcess start(String node, TestDatabase database) {
    Map<String, String> variables = new HashMap<>(DOCKERFILE.environment());
    variables.remove("PATH");
    variables.putAll(COMPOSE.environment(node));
    variables.replaceAll((name, value) -> onThisMachine(value));
    variables.put("PUNCTUAL_POSTGRES_USER", database.user());
    variables.put("PUNCTUAL_POSTGRES_PASSWORD", database.password());
    variables.put("PUNCTUAL_CLUSTER_HOST", "127.0.0.1");
    variables.put("PUNCTUAL_CLUSTER_PORT", onThisMachine(node + ":5701").split(":", -1)[1]);

    List<String> command = new ArrayList<>();
    DOCKERFILE.entrypoint().forEach(word -> command.add(fromThisMachine(word)));
    command.addAll(COMPOSE.command(node));
    return ServerProcess.start(directory.resolve(node), variables, command);
  }

  private String onThisMachine(String value) {
    String moved = value;
    for (Map.Entry<String, String> place : places.entrySet()) {
      moved = moved.replace(place.getKey(), place.getValue());
    }
    return moved;
  }

  private static String fromThisMachine(String word) {
    return word.equals("java")
        ? java().resolve("bin/java").toString()
        : word.replace("/opt/punctual/conf/", "conf/")
            .replace("/opt/punctual/punctual.jsa", archive().toString())
            .replace("/opt/punctual/punctual.jar", JAR.toString());
  }

  private static Path java() {
    return image.resolve("java");
  }

  private static Path archive() {
    return image.resolve("punctual.jsa");
  }

  private static Api api(ServerProcess node) {
    return node.api().with("Authorization", KEY);
  }

  private static String at(TestDatabase database) {
    return "%s:%d/%s".formatted(database.host(), database.port(), database.name());
  }

  private static String freePlace() {
    return "127.0.0.1:" + ServerProcess.freePort();
  }

  private static String sample(String name) throws IOException {
    return Files.readString(Path.of("sample-data", name + ".json"));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().merge("PATH", java().resolve("bin") + ":", (path, ours) -> ours + path);
    assertThat(builder.start().waitFor()).isZero();
  }

  private static ConditionFactory waiting() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
