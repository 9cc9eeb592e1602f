package dev.punctual.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** Another scheduler with the same job: a durable row for each firing, on the same server. */
interface Peer {
  int THREADS = 20;

  /** With how it is set up. */
  String name();

  /** Fires so many one-shot tasks that are due already; how many a second. */
  double herd(PostgresEndpoint database, int tasks);

  /** Fires so many tasks a second, spread evenly, until a while after an instant. */
  void steady(PostgresEndpoint database, int rate, Instant begin, Instant end);

  /** Where its job writes to. */
  final class Log implements AutoCloseable {
    static final String TABLE = "done";
    private static final String CREATE =
        "CREATE TABLE done (scheduled_for timestamptz, fired_at timestamptz)";
    private static final String INSERT = "INSERT INTO done VALUES (?, ?)";

    private final HikariDataSource pool;
    private final CountDownLatch open;

    /** Made anew; {@code expected} rows complete it. */
    Log(PostgresEndpoint database, int expected) {
      BenchServer.execute(database, CREATE);
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(database.jdbcUrl());
      config.setUsername(database.user());
      config.setPassword(database.password());
      config.setMaximumPoolSize(THREADS);
      pool = new HikariDataSource(config);
      open = new CountDownLatch(expected);
    }

    DataSource pool() {
      return pool;
    }

    void add(Instant scheduledFor) {
      Instant firedAt = Instant.now();
      try (Connection connection = pool.getConnection();
          PreparedStatement insert = connection.prepareStatement(INSERT)) {
        insert.setObject(1, utc(scheduledFor));
        insert.setObject(2, utc(firedAt));
        insert.executeUpdate();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      open.countDown();
    }

    void awaitAll() {
      try {
        open.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static OffsetDateTime utc(Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
