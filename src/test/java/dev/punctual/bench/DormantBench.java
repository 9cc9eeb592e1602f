package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What triggers cost that do nothing. */
final class DormantBench {
  private static final int WARM_UP = 50_000;
  private static final String DORMANT = "{\"at\":\"2100-01-01T00:00:00Z\"}";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Reading a table of so few rows as a whole is what PostgreSQL should do. */
  private static final int FEW_ROWS = 100;

  private static final String SCANS =
      """
      SELECT relname, seq_scan FROM pg_stat_user_tables
      WHERE schemaname = 'trigger' AND n_live_tup >= %d
      """
          .formatted(FEW_ROWS);

  private final BenchServer server;
  private final int count;

  DormantBench(BenchServer server, int count) {
    this.server = server;
    this.count = count;
  }

  void run() {
    Table.head(
        "Dormant triggers", "imported a second", "resident MB", "% of one processor", "full scans");
    try (BenchProcess node = BenchProcess.start(server, Map.of())) {
      Imports.triggers(node.api(), WARM_UP, i -> DORMANT);
      long begin = System.nanoTime();
      Imports.triggers(node.api(), count, i -> DORMANT);
      double rate = count / ((System.nanoTime() - begin) / 1e9);
      // Without statistics PostgreSQL would not know yet which tables are large.
      BenchServer.execute(node.database(), "ANALYZE");
      // Until then the JVM has given back what the import took.
      BenchNode.sleepUntil(Instant.now().plus(MINUTE.multipliedBy(2)));
      Map<String, Long> scansBefore = scans(node.database());
      Duration cpuBefore = node.cpuTime();
      BenchNode.sleepUntil(Instant.now().plus(MINUTE));
      double busy = 100.0 * node.cpuTime().minus(cpuBefore).toMillis() / MINUTE.toMillis();
      List<String> scanned = risen(scansBefore, scans(node.database()));
      Table.row(
          Table.count(count),
          Table.count(rate),
          Table.count(node.residentMegabytes()),
          "%.1f".formatted(busy),
          scanned.isEmpty() ? "none" : String.join(", ", scanned));
      if (!scanned.isEmpty()) {
        throw new IllegalStateException("read as a whole while nothing was due: " + scanned);
      }
    }
    System.out.println();
  }

  private static List<String> risen(Map<String, Long> before, Map<String, Long> after) {
    return after.entrySet().stream()
        .filter(table -> table.getValue() > before.getOrDefault(table.getKey(), 0L))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Long> scans(PostgresEndpoint database) {
    try (Connection connection = BenchServer.connect(database);
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(SCANS)) {
      Map<String, Long> scans = new HashMap<>();
      while (rows.next()) {
        scans.put(rows.getString("relname"), rows.getLong("seq_scan"));
      }
      return scans;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
