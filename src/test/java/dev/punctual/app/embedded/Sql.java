package dev.punctual.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** One statement, one connection: each call is a login of its own. */
final class Sql {
  private Sql() {}

  static Connection connect(PostgresEndpoint endpoint, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(endpoint.jdbcUrl(), user, password);
  }

  static Connection connect(PostgresEndpoint endpoint) throws SQLException {
    return connect(endpoint, endpoint.user(), endpoint.password());
  }

  static void execute(PostgresEndpoint endpoint, String statement) throws SQLException {
    try (Connection connection = connect(endpoint);
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  /** The first column of the first row; empty for null. */
  static String query(PostgresEndpoint endpoint, String query) throws SQLException {
    try (Connection connection = connect(endpoint);
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return Optional.ofNullable(rows.getString(1)).orElse("");
    }
  }
}
