package dev.punctual.bench;

import dev.punctual.app.embedded.EmbeddedPostgres;
import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The PostgreSQL that a benchmark and its peers share: the embedded one, durable as it ships. */
final class BenchServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path directory;
  private int databases;

  BenchServer() {
    this(UnaryOperator.identity());
  }

  /** As it ships but for what is set. */
  BenchServer(UnaryOperator<EmbeddedPostgresOptions> settings) {
    try {
      directory = Files.createTempDirectory("punctual-bench");
      server =
          EmbeddedPostgres.start(settings.apply(EmbeddedPostgresOptions.in(directory)), line -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A database of its own for each scenario: nobody measures what another one left behind. */
  PostgresEndpoint freshDatabase() {
    String name = "bench_" + ++databases;
    execute(server.endpoint(), "CREATE DATABASE " + name);
    return server.endpoint().withDatabase(name);
  }

  /** Of all its processes, those included that have ended. */
  Duration cpuTime() {
    try {
      Path file = directory.resolve("pgdata/postmaster.pid");
      return CpuTime.ofFamily(Long.parseLong(Files.readAllLines(file).get(0).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives its disk back. */
  void drop(PostgresEndpoint database) {
    execute(server.endpoint(), "DROP DATABASE " + database.database());
  }

  /** What makes a node the Trigger Service on a database. */
  static Map<String, String> triggerService(PostgresEndpoint database) {
    return Map.of(
        "PUNCTUAL_ROLES", "trigger-service",
        "PUNCTUAL_POSTGRES_URL",
            "postgresql://%s:%d/%s"
                .formatted(database.host(), database.port(), database.database()),
        "PUNCTUAL_POSTGRES_USER", database.user(),
        "PUNCTUAL_POSTGRES_PASSWORD", database.password());
  }

  static void execute(PostgresEndpoint database, String... statements) {
    try (Connection connection = connect(database);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The numbers of the first row. */
  static List<Double> numbers(PostgresEndpoint database, String query) {
    try (Connection connection = connect(database);
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      List<Double> numbers = new ArrayList<>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        numbers.add(rows.getDouble(column));
      }
      return numbers;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  static Connection connect(PostgresEndpoint database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  @Override
  public void close() {
    server.stop();
  }
}
