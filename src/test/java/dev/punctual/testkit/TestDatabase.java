package dev.punctual.testkit;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.config.Config.Postgres.Encryption;
import dev.punctual.postgres.PgTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** A database on the tests' server; closing drops it, whoever is still connected. */
public record TestDatabase(PostgresEndpoint endpoint) implements AutoCloseable {
  public String host() {
    return endpoint.host();
  }

  public int port() {
    return endpoint.port();
  }

  public String user() {
    return endpoint.user();
  }

  public String password() {
    return endpoint.password();
  }

  public String name() {
    return endpoint.database();
  }

  public String jdbcUrl() {
    return endpoint.jdbcUrl();
  }

  /** The {@code host} for the Vert.x client. */
  public Path socketDirectory() {
    return endpoint.socketDirectory();
  }

  /** Where the server's own clients find it. */
  public PgTarget target() {
    return new PgTarget(
        host(), port(), name(), user(), password(), Optional.empty(), Encryption.OFF);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), user(), password());
  }

  public void execute(String command) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(command, e);
    }
  }

  /** The number that a query answers. */
  public long count(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  @Override
  public void close() {
    TestPostgres.drop(name());
  }
}
