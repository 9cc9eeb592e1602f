package dev.punctual.trigger.log;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.api.EventApi.Percentiles;
import dev.punctual.trigger.api.EventApi.Summarise;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import dev.punctual.trigger.domain.Histogram;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Summaries of what runs, and from the tally of what has ended, and from the log itself where the
 * tally does not say: what was logged since the last roll-up, and the two buckets that the bounds
 * of the views cut through. One statement, because what is rolled up between two would be counted
 * twice or not at all.
 */
final class PgSummaryStore implements SummaryStore {
  private static final int BINS = Histogram.BOUNDS.size() + 1;

  /**
   * $1 tenant, $2 after this trigger, $3 and $4 the least and the greatest trigger, $5 limit, $6
   * kept after, $7 active after. A trigger without any event in time comes as one row of nulls, so
   * that the reader knows how far the page went.
   */
  static final Sql SUMMARISE =
      Sql.of(
          """
          WITH candidate AS MATERIALIZED (
            SELECT trigger_id FROM (
              (SELECT DISTINCT trigger_id FROM trigger.tally
               WHERE tenant = $1 AND trigger_id > $2 AND trigger_id BETWEEN $3 AND $4
                 AND bucket >= trigger.tally_bucket($6)
               ORDER BY trigger_id LIMIT $5)
              UNION
              (SELECT DISTINCT trigger_id FROM trigger.event
               WHERE tenant = $1 AND trigger_id > $2 AND trigger_id BETWEEN $3 AND $4
                 AND logged_at > $6
                 AND logged_at >= (SELECT rolled_up_until FROM trigger.tally_progress)
               ORDER BY trigger_id LIMIT $5)
              UNION
              (SELECT DISTINCT trigger_id FROM trigger.occurrence
               WHERE tenant = $1 AND trigger_id > $2 AND trigger_id BETWEEN $3 AND $4
                 AND fired_at IS NOT NULL
               ORDER BY trigger_id LIMIT $5)
            ) known
            ORDER BY trigger_id LIMIT $5
          ),
          untallied AS (
            SELECT trigger_id, status, logged_at, scheduled_for, fired_at, finished_at
            FROM trigger.event
            WHERE tenant = $1 AND trigger_id = ANY (ARRAY(SELECT trigger_id FROM candidate))
              AND logged_at > $6
              AND logged_at >= (SELECT rolled_up_until FROM trigger.tally_progress)
            UNION ALL
            SELECT trigger_id, status, logged_at, scheduled_for, fired_at, finished_at
            FROM trigger.event
            WHERE tenant = $1 AND trigger_id = ANY (ARRAY(SELECT trigger_id FROM candidate))
              AND logged_at > $6 AND logged_at < trigger.tally_bucket_end($6)
              AND logged_at < (SELECT rolled_up_until FROM trigger.tally_progress)
            UNION ALL
            SELECT trigger_id, status, logged_at, scheduled_for, fired_at, finished_at
            FROM trigger.event
            WHERE tenant = $1 AND trigger_id = ANY (ARRAY(SELECT trigger_id FROM candidate))
              AND logged_at >= trigger.tally_bucket_end($6)
              AND logged_at >= trigger.tally_bucket($7)
              AND logged_at < trigger.tally_bucket_end($7)
              AND logged_at < (SELECT rolled_up_until FROM trigger.tally_progress)
          ),
          binned AS (
            SELECT trigger_id, status, logged_at > $7 AS active,
              trigger.histogram_bin(fired_at - scheduled_for) AS lateness,
              trigger.histogram_bin(finished_at - fired_at) AS latency,
              count(*) AS n
            FROM untallied
            GROUP BY 1, 2, 3, 4, 5
          ),
          part AS (
            SELECT trigger_id, status,
              sum(n) FILTER (WHERE active) AS active,
              sum(n) FILTER (WHERE NOT active) AS archived,
              trigger.histogram(lateness, n) FILTER (WHERE status <> 'skipped') AS lateness,
              trigger.histogram(latency, n) FILTER (WHERE status <> 'skipped') AS latency
            FROM binned
            GROUP BY 1, 2
            UNION ALL
            SELECT trigger_id, status,
              CASE WHEN bucket > trigger.tally_bucket($7) THEN count END,
              CASE WHEN bucket < trigger.tally_bucket($7) THEN count END,
              lateness, latency
            FROM trigger.tally
            WHERE tenant = $1 AND trigger_id = ANY (ARRAY(SELECT trigger_id FROM candidate))
              AND bucket > trigger.tally_bucket($6) AND bucket <> trigger.tally_bucket($7)
            UNION ALL
            SELECT trigger_id, 'running', count(*), 0, NULL, NULL
            FROM trigger.occurrence
            WHERE tenant = $1 AND trigger_id = ANY (ARRAY(SELECT trigger_id FROM candidate))
              AND fired_at IS NOT NULL
            GROUP BY 1
          ),
          counted AS (
            SELECT trigger_id, status,
              COALESCE(sum(active), 0)::bigint AS active,
              COALESCE(sum(archived), 0)::bigint AS archived,
              %s AS lateness,
              %s AS latency
            FROM part
            GROUP BY 1, 2
          )
          SELECT trigger_id, status, active, archived, lateness, latency
          FROM candidate LEFT JOIN counted USING (trigger_id)
          ORDER BY trigger_id
          """
              .formatted(sumOfBins("lateness"), sumOfBins("latency")));

  /** Greater than every id, byte by byte. */
  private static final String GREATEST_ID = "~";

  /** Bin by bin in the open: twenty times as fast as unnesting or an aggregate of arrays. */
  private static String sumOfBins(String histogram) {
    return IntStream.rangeClosed(1, BINS)
        .mapToObj(bin -> "COALESCE(sum(%s[%d]), 0)::bigint".formatted(histogram, bin))
        .collect(Collectors.joining(", ", "ARRAY[", "]"));
  }

  private final PgDatabase database;

  PgSummaryStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<List<TriggerSummary>> summarise(Summarise query, ViewBounds bounds) {
    Tuple parameters =
        Tuple.of(
            query.tenant(),
            query.after().orElse(""),
            query.triggerId().orElse(""),
            query.triggerId().orElse(GREATEST_ID),
            query.limit());
    parameters.addOffsetDateTime(utc(bounds.keptAfter()));
    parameters.addOffsetDateTime(utc(bounds.activeAfter()));
    return database
        .run(SUMMARISE, parameters)
        .map(PgSummaryStore::byTrigger)
        .compose(page -> filled(query, bounds, page));
  }

  /** Triggers all of whose events are too old leave gaps, which the next ones fill. */
  private Future<List<TriggerSummary>> filled(
      Summarise query, ViewBounds bounds, Map<String, List<Row>> page) {
    List<TriggerSummary> summaries = new ArrayList<>();
    String last = "";
    for (Map.Entry<String, List<Row>> trigger : page.entrySet()) {
      last = trigger.getKey();
      if (trigger.getValue().get(0).getString("status") != null) {
        summaries.add(summary(trigger.getKey(), trigger.getValue()));
      }
    }
    int missing = query.limit() - summaries.size();
    if (missing == 0 || page.size() < query.limit()) {
      return Future.succeededFuture(summaries);
    }
    Summarise rest = new Summarise(query.tenant(), query.triggerId(), Optional.of(last), missing);
    return summarise(rest, bounds)
        .map(
            more -> {
              summaries.addAll(more);
              return summaries;
            });
  }

  private static Map<String, List<Row>> byTrigger(RowSet<Row> rows) {
    Map<String, List<Row>> triggers = new LinkedHashMap<>();
    for (Row row : rows) {
      triggers.computeIfAbsent(row.getString("trigger_id"), id -> new ArrayList<>()).add(row);
    }
    return triggers;
  }

  private static TriggerSummary summary(String triggerId, List<Row> statuses) {
    return new TriggerSummary(
        triggerId,
        counts(statuses, "active"),
        counts(statuses, "archived"),
        percentiles(statuses, "lateness"),
        percentiles(statuses, "latency"));
  }

  private static Map<String, Long> counts(List<Row> statuses, String view) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Row status : statuses) {
      long count = status.getLong(view);
      if (count > 0) {
        counts.put(status.getString("status"), count);
      }
    }
    return counts;
  }

  private static Percentiles percentiles(List<Row> statuses, String duration) {
    long[] sum = new long[BINS];
    for (Row status : statuses) {
      Long[] bins = status.getArrayOfLongs(duration);
      for (int bin = 0; bin < BINS; bin++) {
        sum[bin] += bins[bin];
      }
    }
    Histogram histogram = new Histogram(Arrays.stream(sum).boxed().toList());
    return new Percentiles(
        histogram.percentile(0.5), histogram.percentile(0.95), histogram.percentile(0.99));
  }
}
