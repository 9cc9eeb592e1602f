package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Plain SQL, claim and log in one statement on one connection: what the database itself costs. */
final class SqlFloor {
  private static final String STEP =
      """
      WITH claimed AS (
        DELETE FROM due WHERE id IN (SELECT id FROM due ORDER BY id LIMIT 500)
        RETURNING id)
      INSERT INTO log (id) SELECT id FROM claimed
      """;

  private SqlFloor() {}

  /** Tasks a second. */
  static double herd(PostgresEndpoint database, int tasks) {
    BenchServer.execute(
        database,
        "CREATE TABLE due (id bigint PRIMARY KEY)",
        "CREATE TABLE log (id bigint, at timestamptz DEFAULT clock_timestamp())",
        "INSERT INTO due SELECT generate_series(1, %d)".formatted(tasks));
    try (Connection connection = BenchServer.connect(database);
        PreparedStatement step = connection.prepareStatement(STEP)) {
      long begin = System.nanoTime();
      while (step.executeUpdate() > 0) {
        // The next batch.
      }
      return tasks / ((System.nanoTime() - begin) / 1e9);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
