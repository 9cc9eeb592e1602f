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

/** The Trigger Service as a node of its own, on a database of its own. */
record BenchNode(Node node, PostgresEndpoint database) implements AutoCloseable {
  static BenchNode start(BenchServer server) {
    return start(server.freshDatabase(), Map.of());
  }

  static BenchNode start(PostgresEndpoint database, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(BenchServer.triggerService(database));
    settings.put("PUNCTUAL_HTTP_PORT", "0");
    settings.putAll(more);
    return new BenchNode(
        Node.start(ConfigLoader.load(Optional.empty(), settings), line -> {}), database);
  }

  Api api() {
    return new Api(node.address().orElseThrow());
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
