package dev.punctual.bench;

import dev.punctual.testkit.Api;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reading a filled log takes, over HTTP, while it is being written to. */
final class ReadingBench {
  private static final int TIMES = 100;
  private static final String EVENTS = "/api/v1/events";

  private static final String OLDEST =
      """
      SELECT id FROM trigger.event WHERE logged_at > now() - interval '40 hours'
      ORDER BY logged_at LIMIT 1
      """;

  private static final String NEWEST =
      """
      SELECT id FROM trigger.event_active ORDER BY logged_at DESC LIMIT 1
      """;

  private final BenchNode node;
  private final long size;
  private final Map<String, Quantiles> taken = new LinkedHashMap<>();

  private ReadingBench(BenchNode node, long size) {
    this.node = node;
    this.size = size;
  }

  /** Reads while the node runs; its table is printed when another one is complete. */
  static ReadingBench of(BenchNode node, long size) {
    ReadingBench reading = new ReadingBench(node, size);
    reading.take();
    return reading;
  }

  private void take() {
    time("active events, newest first", "?view=active");
    time("archived events, newest first", "?view=archived");
    time("active events of a trigger", "?view=active&trigger_id=filled-7");
    time("archived events of a trigger", "?view=archived&trigger_id=filled-7");
    time("archived events that failed: none", "?view=archived&status=failure");
    time("the newest event", "/" + id(NEWEST));
    time("the oldest event", "/" + id(OLDEST));
    time("summary of a trigger", "/summary?trigger_id=filled-7");
    time("summary of all triggers", "/summary");
  }

  void print() {
    Table.head("Reading " + Table.count(size) + " events", "p50 ms", "p99 ms");
    taken.forEach(
        (name, took) -> Table.row(name, Table.millis(took.at(0.5)), Table.millis(took.at(0.99))));
    System.out.println();
  }

  private void time(String name, String query) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      long begin = System.nanoTime();
      Api.Answer answer = node.api().get(EVENTS + query);
      millis.add((System.nanoTime() - begin) / 1e6);
      if (answer.status() != 200) {
        throw new IllegalStateException(query + ": " + answer.text());
      }
    }
    taken.put(name, Quantiles.of(millis));
  }

  private String id(String query) {
    try (Connection connection = BenchServer.connect(node.database());
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
