package dev.punctual.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster and its database have used until now.
 *
 * @param nodes processor time of each
 * @param walBytes of the whole server
 */
record Usage(long nanos, List<Duration> nodes, Duration database, double commits, double walBytes) {
  private static final String COUNTERS =
      """
      SELECT xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
      FROM pg_stat_database WHERE datname = current_database()
      """;

  static Usage of(BenchServer server, BenchCluster cluster) {
    List<Double> counters = BenchServer.numbers(cluster.database(), COUNTERS);
    return new Usage(
        System.nanoTime(),
        cluster.nodes().stream().map(BenchProcess::cpuTime).toList(),
        server.cpuTime(),
        counters.get(0),
        counters.get(1));
  }

  /**
   * What was used a second.
   *
   * @param nodes processors that each was busy on
   */
  record Rates(List<Double> nodes, double database, double commits, double walBytes) {
    double processors() {
      return nodes.stream().mapToDouble(Double::doubleValue).sum() + database;
    }
  }

  Rates since(Usage before) {
    double seconds = (nanos - before.nanos) / 1e9;
    List<Double> busy = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      busy.add(nodes.get(i).minus(before.nodes.get(i)).toMillis() / 1e3 / seconds);
    }
    return new Rates(
        busy,
        database.minus(before.database).toMillis() / 1e3 / seconds,
        (commits - before.commits) / seconds,
        (walBytes - before.walBytes) / seconds);
  }
}
