package dev.punctual.retention;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/** Adds up what was logged. */
final class PgTally {
  private static final Sql ROLLED_UP_UNTIL =
      Sql.of("SELECT rolled_up_until FROM trigger.tally_progress");

  private static final Sql ADD =
      Sql.of(
          """
          INSERT INTO trigger.tally AS t
            (tenant, trigger_id, bucket, status, count, lateness, latency)
          SELECT tenant, trigger_id, bucket, status, sum(n),
            trigger.histogram(lateness, n) FILTER (WHERE status <> 'skipped'),
            trigger.histogram(latency, n) FILTER (WHERE status <> 'skipped')
          FROM (
            SELECT tenant, trigger_id, trigger.tally_bucket(logged_at) AS bucket, status,
              trigger.histogram_bin(fired_at - scheduled_for) AS lateness,
              trigger.histogram_bin(finished_at - fired_at) AS latency,
              count(*) AS n
            FROM trigger.event
            WHERE logged_at >= $1 AND logged_at < $2 AND trigger_id IS NOT NULL
            GROUP BY 1, 2, 3, 4, 5, 6
          ) binned
          GROUP BY tenant, trigger_id, bucket, status
          ON CONFLICT (tenant, trigger_id, bucket, status) DO UPDATE
          SET count = t.count + excluded.count,
              lateness = trigger.add_bins(t.lateness, excluded.lateness),
              latency = trigger.add_bins(t.latency, excluded.latency)
          """);

  private static final Sql ADD_TOTAL =
      Sql.of(
          """
          INSERT INTO trigger.tally_total AS t (bucket, count)
          SELECT trigger.tally_bucket(logged_at) AS bucket, count(*)
          FROM trigger.event WHERE logged_at >= $1 AND logged_at < $2
          GROUP BY 1
          ON CONFLICT (bucket) DO UPDATE SET count = t.count + excluded.count
          """);

  private static final Sql ADVANCE =
      Sql.of("UPDATE trigger.tally_progress SET rolled_up_until = $1");

  private static final Sql FORGET =
      Sql.of("DELETE FROM trigger.tally WHERE bucket < trigger.tally_bucket($1)");

  private static final Sql FORGET_TOTALS =
      Sql.of("DELETE FROM trigger.tally_total WHERE bucket < trigger.tally_bucket($1)");

  /** To the half hour. */
  private static final Sql SIZE =
      Sql.of(
          """
          SELECT COALESCE(sum(count) FILTER (WHERE active), 0)::bigint AS active,
            COALESCE(sum(count) FILTER (WHERE NOT active), 0)::bigint AS archived
          FROM (
            SELECT count, bucket >= trigger.tally_bucket($2) AS active
            FROM trigger.tally_total WHERE bucket >= trigger.tally_bucket($1)
            UNION ALL
            SELECT count(*), logged_at > $2
            FROM trigger.event
            WHERE logged_at > $1
              AND logged_at >= (SELECT rolled_up_until FROM trigger.tally_progress)
            GROUP BY 2
          ) part
          """);

  /**
   * A row shows some time after it was logged, when its transaction commits; the server gives a
   * statement up well before this has passed. So what was logged earlier is complete, and nothing
   * turns up later that was passed over.
   */
  static final Duration SETTLED_AFTER = Duration.ofSeconds(60);

  /** So much of the log is added up in one transaction. */
  private static final Duration STEP = Duration.ofMinutes(5);

  record Size(long active, long archived) {}

  private final PgDatabase database;
  private final PgTurn turn;

  PgTally(PgDatabase database, PgTurn turn) {
    this.database = database;
    this.turn = turn;
  }

  /**
   * Adds the next step up; whether there was one.
   *
   * @param keptAfter nobody asks for what was logged until then
   */
  Future<Boolean> rollUpOne(Instant now, Instant keptAfter) {
    Instant settled = now.minus(SETTLED_AFTER);
    return turn.attempt(
            tx ->
                tx.run(ROLLED_UP_UNTIL, Tuple.tuple())
                    .map(rows -> rows.iterator().next().getOffsetDateTime("rolled_up_until"))
                    .map(until -> later(until.toInstant(), keptAfter))
                    .compose(
                        from ->
                            from.isBefore(settled)
                                ? add(tx, from, earlier(from.plus(STEP), settled)).map(true)
                                : Future.succeededFuture(false)))
        .map(added -> added.orElse(false));
  }

  private static Future<Void> add(PgTransaction tx, Instant from, Instant to) {
    return tx.run(ADD, Tuple.of(utc(from), utc(to)))
        .compose(added -> tx.run(ADD_TOTAL, Tuple.of(utc(from), utc(to))))
        .compose(added -> tx.run(ADVANCE, Tuple.of(utc(to))))
        .mapEmpty();
  }

  /** Deletes what tells only of events that are gone. */
  Future<Void> forget(Instant keptAfter) {
    return database
        .run(FORGET, Tuple.of(utc(keptAfter)))
        .compose(forgot -> database.run(FORGET_TOTALS, Tuple.of(utc(keptAfter))))
        .mapEmpty();
  }

  Future<Size> size(Instant activeAfter, Instant keptAfter) {
    return database
        .run(SIZE, Tuple.of(utc(keptAfter), utc(activeAfter)))
        .map(rows -> rows.iterator().next())
        .map(PgTally::size);
  }

  private static Size size(Row row) {
    return new Size(row.getLong("active"), row.getLong("archived"));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
