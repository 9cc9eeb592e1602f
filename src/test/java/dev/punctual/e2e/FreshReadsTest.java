package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.TestNode;
import dev.punctual.testkit.TestRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Writers and readers race; nobody sees an answer from before their own acknowledged write. */
class FreshReadsTest {
  private static final int WRITERS = 4;
  private static final int WRITES = 40;

  @Test
  void withACacheInsideTheNode() throws Exception {
    try (TestNode node = TestNode.start(Map.of())) {
      race(node.api(), node.api());
    }
  }

  @Test
  void withARedisThatTwoNodesShare() throws Exception {
    try (TestRedis redis = TestRedis.start();
        var database = dev.punctual.testkit.TestPostgres.freshDatabase();
        TestNode one = TestNode.startOn(database, Map.of("PUNCTUAL_REDIS_URL", redis.uri()));
        TestNode two = TestNode.startOn(database, Map.of("PUNCTUAL_REDIS_URL", redis.uri()))) {
      race(one.api(), two.api());
    }
  }

  private static void race(Api writing, Api reading) throws Exception {
    writing.post("/api/v1/groups", "{\"id\":\"top\",\"name\":\"T\"}");
    writing.post("/api/v1/groups", "{\"id\":\"low\",\"name\":\"L\",\"parent_group_id\":\"top\"}");
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.execute(
          () -> {
            while (!done.get()) {
              reading.get("/api/v1/groups/top/resolved-members");
              writing.get("/api/v1/groups/top/resolved-members");
            }
          });
    }
    for (int i = 0; i < WRITERS; i++) {
      String id = "w" + i;
      writers.add(threads.submit(() -> write(writing, reading, id)));
    }
    try {
      for (Future<?> writer : writers) {
        writer.get(120, TimeUnit.SECONDS);
      }
    } finally {
      done.set(true);
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void write(Api writing, Api reading, String id) {
    writing.post(
        "/api/v1/staff",
        "{\"id\":\"%s\",\"name\":\"0\",\"email\":\"%s@example.com\"}".formatted(id, id));
    for (int i = 1; i <= WRITES; i++) {
      writing.put("/api/v1/groups/low/members/" + id, "");
      assertThat(member(reading, id)).as("added, round %d", i).isNotNull();
      writing.patch("/api/v1/staff/" + id, "{\"name\":\"" + i + "\"}");
      assertThat(reading.get("/api/v1/staff/" + id).field("name")).isEqualTo("" + i);
      assertThat(member(reading, id).path("name").asText()).isEqualTo("" + i);
      writing.delete("/api/v1/groups/low/members/" + id);
      assertThat(member(reading, id).isMissingNode()).as("removed, round %d", i).isTrue();
    }
  }

  private static JsonNode member(Api reading, String id) {
    for (JsonNode member : reading.get("/api/v1/groups/top/resolved-members").json().path("data")) {
      if (member.path("id").asText().equals(id)) {
        return member;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
