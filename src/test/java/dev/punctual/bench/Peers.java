package dev.punctual.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What others make of the same job, a durable row for each due task, on the same server. */
final class Peers {
  private static final int THREADS = 20;

  private Peers() {}

  /** db-scheduler, lock-and-fetch: due tasks a second. */
  static double dbScheduler(PostgresEndpoint database, int tasks) {
    BenchServer.execute(
        database,
        """
        CREATE TABLE scheduled_tasks (
          task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
          execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
          last_success timestamptz, last_failure timestamptz, consecutive_failures int,
          last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
          PRIMARY KEY (task_name, task_instance))
        """,
        "CREATE INDEX ON scheduled_tasks (execution_time)",
        "CREATE INDEX ON scheduled_tasks (last_heartbeat)",
        "CREATE TABLE done (id text, at timestamptz DEFAULT clock_timestamp())",
        """
        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        SELECT 'job', i::text, now(), false, 1 FROM generate_series(1, %d) i
        """
            .formatted(tasks));
    CountDownLatch done = new CountDownLatch(tasks);
    try (HikariDataSource pool = pool(database)) {
      OneTimeTask<Void> job =
          Tasks.oneTime("job")
              .execute(
                  (instance, context) -> {
                    insert(pool, instance.getId());
                    done.countDown();
                  });
      Scheduler scheduler =
          Scheduler.create(pool, job)
              .threads(THREADS)
              .pollUsingLockAndFetch(0.5, 4)
              .pollingInterval(Duration.ofMillis(100))
              .build();
      long begin = System.nanoTime();
      scheduler.start();
      done.await();
      double seconds = (System.nanoTime() - begin) / 1e9;
      scheduler.stop();
      return tasks / seconds;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HikariDataSource pool(PostgresEndpoint database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(THREADS);
    return new HikariDataSource(config);
  }

  private static void insert(HikariDataSource pool, String id) {
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO done (id) VALUES (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Plain SQL, claim and log in one statement, batches of 500 on one connection: the floor. */
  static double sqlFloor(PostgresEndpoint database, int tasks) {
    BenchServer.execute(
        database,
        "CREATE TABLE due (id bigint PRIMARY KEY)",
        "CREATE TABLE log (id bigint, at timestamptz DEFAULT clock_timestamp())",
        "INSERT INTO due SELECT generate_series(1, %d)".formatted(tasks));
    try (Connection connection = BenchServer.connect(database);
        PreparedStatement step =
            connection.prepareStatement(
                """
                WITH claimed AS (
                  DELETE FROM due WHERE id IN (SELECT id FROM due ORDER BY id LIMIT 500)
                  RETURNING id)
                INSERT INTO log (id) SELECT id FROM claimed
                """)) {
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
