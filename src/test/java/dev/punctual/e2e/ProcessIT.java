package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.ServerProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar, from outside. */
class ProcessIT {
  private static final String SCHEDULE =
      "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-11-30\"}";

  @TempDir private Path directory = Path.of("");

  @Test
  void whatWasAcknowledgedSurvivesKill9() {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"), Map.of())) {
      Api api = server.api();
      addStaff(api);
      for (int i = 0; i < 50; i++) {
        assertThat(api.post("/api/v1/groups", "{\"id\":\"k" + i + "\",\"name\":\"K\"}").status())
            .isEqualTo(201);
      }
      String schedule = api.post("/api/v1/schedules", SCHEDULE).field("schedule_id");
      server.kill();
      server.restart();
      for (int i = 0; i < 50; i++) {
        assertThat(api.get("/api/v1/groups/k" + i).status()).isEqualTo(200);
      }
      assertThat(api.finished(schedule).field("status")).isEqualTo("COMPLETED");
      assertThat(server.terminate()).isIn(0, 143);
    }
  }

  @Test
  void theTwoServicesRunApartAndOneOutlivesTheOther() {
    try (ServerProcess data =
            ServerProcess.start(directory.resolve("data"), Map.of(), "--roles", "http,staff");
        ServerProcess scheduling =
            ServerProcess.start(
                directory.resolve("scheduling"),
                Map.of(
                    "PUNCTUAL_LOOKUP_DATA_SERVICE_URL",
                    data.api().base().toString(),
                    "PUNCTUAL_LOOKUP_RETRIES",
                    "1"),
                "--roles",
                "http,lookup,shift")) {
      addStaff(data.api());
      assertThat(scheduled(scheduling.api()).field("status")).isEqualTo("COMPLETED");
      Answer notHere = scheduling.api().get("/api/v1/staff");
      assertThat(notHere.status()).isEqualTo(503);
      assertThat(notHere.header("Retry-After")).isNotEmpty();

      data.kill();
      Answer failed = scheduled(scheduling.api());
      assertThat(failed.field("status")).isEqualTo("FAILED");
      assertThat(failed.json().at("/failure/code").asText()).isEqualTo("data_service_unavailable");
      assertThat(scheduling.api().get("/health/ready").status()).isEqualTo(200);

      data.restart();
      assertThat(scheduled(scheduling.api()).field("status")).isEqualTo("COMPLETED");
    }
  }

  @Test
  void theCommandLineTellsWhatIsWrongInOneLine() {
    Ended version = ServerProcess.run(Map.of(), "--version");
    assertThat(version.code()).isZero();
    assertThat(version.output()).startsWith("punctual ");
    Ended check = ServerProcess.run(Map.of("PUNCTUAL_API_KEYS", "a:topsecret"), "config", "check");
    assertThat(check.code()).isZero();
    assertThat(check.output()).contains("min_day_off_per_week: 1").doesNotContain("topsecret");
    Ended wrong = ServerProcess.run(Map.of("PUNCTUAL_HTTP_PORT", "many"), "serve");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.output().strip().lines()).hasSize(1);
    Ended nobody = ServerProcess.run(Map.of("PUNCTUAL_HTTP_PORT", "1"), "health");
    assertThat(nobody.code()).isEqualTo(1);
  }

  @Test
  void theJarStaysSmall() throws IOException {
    assertThat(Files.size(Path.of(System.getProperty("punctual.jar", "target/punctual.jar"))))
        .isLessThan(120L << 20);
  }

  private static Answer scheduled(Api api) {
    return api.finished(api.post("/api/v1/schedules", SCHEDULE).field("schedule_id"));
  }

  private static void addStaff(Api api) {
    api.post("/api/v1/groups", "{\"id\":\"g\",\"name\":\"G\"}");
    for (String id : new String[] {"a", "b", "c"}) {
      api.post(
          "/api/v1/staff",
          "{\"id\":\"%s\",\"name\":\"N\",\"email\":\"%s@example.com\"}".formatted(id, id));
      assertThat(api.put("/api/v1/groups/g/members/" + id, "").status()).isEqualTo(204);
    }
  }
}
