package dev.punctual.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.punctual.app.embedded.PostgresEndpoint;
import java.time.Duration;
import java.time.Instant;

/** db-scheduler, with what its documentation recommends for high throughput. */
final class DbSchedulerPeer implements Peer {
  private static final String[] TABLES = {
    """
    CREATE TABLE scheduled_tasks (
      task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
      execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
      last_success timestamptz, last_failure timestamptz, consecutive_failures int,
      last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
      PRIMARY KEY (task_name, task_instance))
    """,
    "CREATE INDEX ON scheduled_tasks (execution_time)",
    "CREATE INDEX ON scheduled_tasks (last_heartbeat)"
  };

  private static final String TASKS =
      """
      INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      SELECT 'job', i::text, timestamptz '%s' + i * interval '%d microseconds', false, 1
      FROM generate_series(0, %d) i
      """;

  @Override
  public String name() {
    return "db-scheduler 16.7, lock-and-fetch, %d threads, 100 ms polling".formatted(THREADS);
  }

  @Override
  public double herd(PostgresEndpoint database, int tasks) {
    BenchServer.execute(database, TABLES);
    BenchServer.execute(database, TASKS.formatted(Instant.now(), 0, tasks - 1));
    try (Log log = new Log(database, tasks)) {
      Scheduler scheduler = scheduler(log);
      long begin = System.nanoTime();
      scheduler.start();
      log.awaitAll();
      double seconds = (System.nanoTime() - begin) / 1e9;
      scheduler.stop();
      return tasks / seconds;
    }
  }

  @Override
  public void steady(PostgresEndpoint database, int rate, Instant begin, Instant end) {
    int tasks = (int) (rate * Duration.between(begin, end).toSeconds());
    BenchServer.execute(database, TABLES);
    BenchServer.execute(database, TASKS.formatted(begin, 1_000_000 / rate, tasks - 1), "ANALYZE");
    try (Log log = new Log(database, tasks)) {
      Scheduler scheduler = scheduler(log);
      scheduler.start();
      BenchNode.sleepUntil(end.plusSeconds(3));
      scheduler.stop();
    }
  }

  private static Scheduler scheduler(Log log) {
    OneTimeTask<Void> job =
        Tasks.oneTime("job")
            .execute((instance, context) -> log.add(context.getExecution().executionTime));
    return Scheduler.create(log.pool(), job)
        .threads(THREADS)
        .pollUsingLockAndFetch(0.5, 4)
        .pollingInterval(Duration.ofMillis(100))
        .build();
  }
}
