package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.testkit.Api;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** Several Trigger Services on one database, each a process of its own. */
record BenchCluster(List<BenchProcess> nodes, PostgresEndpoint database) implements AutoCloseable {
  private static final int SHARDS = 64;
  private static final String OWNED = "punctual_trigger_shards ";

  /** When this returns, each has its part of the shards. */
  static BenchCluster start(BenchServer server, int count, Map<String, String> settings) {
    PostgresEndpoint database = server.freshDatabase();
    List<BenchProcess> nodes = new ArrayList<>();
    BenchCluster cluster = new BenchCluster(nodes, database);
    try {
      for (int i = 0; i < count; i++) {
        nodes.add(BenchProcess.start(database, settings));
      }
      int fair = (SHARDS + count - 1) / count;
      Awaitility.await("every node has its part")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  cluster.shards().stream().mapToInt(Integer::intValue).sum() == SHARDS
                      && cluster.shards().stream().allMatch(owned -> owned <= fair));
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  Api api() {
    return nodes.get(0).api();
  }

  /** The same path on each of them. */
  List<URI> fronts(String path) {
    return nodes.stream().map(node -> node.api().base().resolve(path)).toList();
  }

  List<Integer> shards() {
    return nodes.stream().map(BenchCluster::shards).toList();
  }

  private static int shards(BenchProcess node) {
    return node.api()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(OWNED))
        .map(line -> (int) Double.parseDouble(line.substring(OWNED.length())))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    nodes.forEach(BenchProcess::close);
  }
}
