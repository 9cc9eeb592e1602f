package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.IntFunction;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/**
 * Quartz, clustered on JDBC. A batch may fill all threads; the window to fire ahead of time stays
 * zero, since firing early is no punctuality.
 */
final class QuartzPeer implements Peer {
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
  private static final String LOG = "log";

  @Override
  public String name() {
    return "Quartz 2.5, clustered JDBC, %d threads, batches of %<d".formatted(THREADS);
  }

  /** What Quartz makes an instance of for each firing. */
  public static final class LogJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        Object log = context.getScheduler().getContext().get(LOG);
        ((Log) Objects.requireNonNull(log)).add(context.getScheduledFireTime().toInstant());
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public double herd(PostgresEndpoint database, int tasks) {
    Instant now = Instant.now();
    try (Log log = new Log(database, tasks)) {
      Scheduler scheduler =
          scheduler(database, log, tasks, i -> TriggerBuilder.newTrigger().startAt(Date.from(now)));
      long begin = System.nanoTime();
      scheduler.start();
      log.awaitAll();
      double seconds = (System.nanoTime() - begin) / 1e9;
      scheduler.shutdown(true);
      return tasks / seconds;
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void steady(PostgresEndpoint database, int rate, Instant begin, Instant end) {
    SimpleScheduleBuilder everySecond = SimpleScheduleBuilder.repeatSecondlyForever();
    try (Log log = new Log(database, 0)) {
      Scheduler scheduler =
          scheduler(
              database,
              log,
              rate,
              i ->
                  TriggerBuilder.newTrigger()
                      .startAt(Date.from(begin.plusMillis(i * 1_000L / rate)))
                      .withSchedule(everySecond));
      scheduler.start();
      BenchNode.sleepUntil(end.plusSeconds(3));
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In standby, with so many triggers of one job. */
  private static Scheduler scheduler(
      PostgresEndpoint database, Log log, int triggers, IntFunction<TriggerBuilder<?>> trigger)
      throws SchedulerException {
    BenchServer.execute(database, tables());
    Scheduler scheduler = new StdSchedulerFactory(properties(database)).getScheduler();
    scheduler.getContext().put(LOG, log);
    JobDetail job = JobBuilder.newJob(LogJob.class).withIdentity("job").storeDurably().build();
    scheduler.addJob(job, true);
    for (int i = 0; i < triggers; i++) {
      Trigger next = trigger.apply(i).withIdentity("t" + i).forJob(job).build();
      scheduler.scheduleJob(next);
    }
    return scheduler;
  }

  private static String tables() {
    try (InputStream ddl =
        Objects.requireNonNull(QuartzPeer.class.getResourceAsStream(TABLES), TABLES)) {
      return new String(ddl.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties properties(PostgresEndpoint database) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "org.quartz.scheduler.instanceId", "AUTO",
            "org.quartz.scheduler.instanceName", database.database(),
            "org.quartz.scheduler.skipUpdateCheck", "true",
            "org.quartz.scheduler.batchTriggerAcquisitionMaxCount", String.valueOf(THREADS),
            "org.quartz.threadPool.threadCount", String.valueOf(THREADS)));
    properties.putAll(
        Map.of(
            "org.quartz.jobStore.class", JobStoreTX.class.getName(),
            "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName(),
            "org.quartz.jobStore.isClustered", "true",
            // What waits for others to drain is not missed.
            "org.quartz.jobStore.misfireThreshold", "600000",
            // What more than one trigger at once needs.
            "org.quartz.jobStore.acquireTriggersWithinLock", "true",
            "org.quartz.jobStore.dataSource", "bench"));
    properties.putAll(
        Map.of(
            "org.quartz.dataSource.bench.provider", "hikaricp",
            "org.quartz.dataSource.bench.driver", "org.postgresql.Driver",
            "org.quartz.dataSource.bench.URL", database.jdbcUrl(),
            "org.quartz.dataSource.bench.user", database.user(),
            "org.quartz.dataSource.bench.password", database.password(),
            "org.quartz.dataSource.bench.maxConnections", String.valueOf(THREADS + 2)));
    return properties;
  }
}
