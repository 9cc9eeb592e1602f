package dev.punctual.bench;

import dev.punctual.app.Node;
import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.config.ConfigLoader;
import dev.punctual.testkit.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The Trigger Service as a node of its own, on a database of its own. */
record BenchNode(Node node, PostgresEndpoint database) implements AutoCloseable {
  private static final int IMPORT = 50_000;
  private static final String LOG = "{\"type\":\"log\"}";

  static BenchNode start(BenchServer server, Map<String, String> more) {
    PostgresEndpoint database = server.freshDatabase();
    Map<String, String> settings = new HashMap<>();
    settings.put("PUNCTUAL_HTTP_PORT", "0");
    settings.put("PUNCTUAL_ROLES", "trigger-service");
    settings.put(
        "PUNCTUAL_POSTGRES_URL",
        "postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.database()));
    settings.put("PUNCTUAL_POSTGRES_USER", database.user());
    settings.put("PUNCTUAL_POSTGRES_PASSWORD", database.password());
    settings.putAll(more);
    return new BenchNode(
        Node.start(ConfigLoader.load(Optional.empty(), settings), line -> {}), database);
  }

  Api api() {
    return new Api(node.address().orElseThrow());
  }

  void create(int count, IntFunction<String> schedule) {
    create(count, schedule, i -> LOG);
  }

  /** Imports triggers; schedule and action as JSON, by number. */
  void create(int count, IntFunction<String> schedule, IntFunction<String> action) {
    for (int from = 0; from < count; from += IMPORT) {
      String rows =
          IntStream.range(from, Math.min(from + IMPORT, count))
              .mapToObj(
                  i ->
                      "{\"name\":\"b\",\"kind\":\"scheduled\",\"schedule\":%s,\"action\":%s}"
                          .formatted(schedule.apply(i), action.apply(i)))
              .collect(Collectors.joining(",", "[", "]"));
      Api.Answer answer = api().post("/api/v1/triggers/import", rows);
      if (answer.status() != 200) {
        throw new IllegalStateException(answer.text());
      }
    }
  }

  static void sleepUntil(Instant instant) {
    while (Instant.now().isBefore(instant)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), instant).toNanos());
    }
  }

  @Override
  public void close() {
    node.stop();
  }
}
