package dev.punctual.trigger.log;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Position;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.api.EventApi.TailPosition;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The event log in PostgreSQL. Every statement bounds {@code logged_at}, so that it opens only the
 * partitions that can hold what it looks for; which of the two parents a partition hangs on just
 * now makes no difference.
 */
final class PgEventStore implements EventStore {
  private static final String COLUMNS =
      """
      id, trigger_id, trigger_kind, source, status, scheduled_for, fired_at, finished_at, attempts,
      payload, result, note\
      """;

  /**
   * A list. Its parameters are the same whatever it is found by: $1 tenant, $2 and $3 the view's
   * bounds, $4 fired from, $5 and $6 the place before which it begins, $7 trigger, $8 status, $9
   * source, $10 whether running ones belong to it, $11 whether their trigger must still be there,
   * $12 limit. What it is found by is a plain comparison, so that also a plan for any parameters
   * uses the index; the rest is looked at row by row.
   */
  private static Sql listBy(String found) {
    return Sql.of(
        """
        (SELECT %1$s
         FROM trigger.event e
         WHERE tenant = $1 AND logged_at > $2 AND logged_at <= $3
           AND fired_at >= $4 AND (fired_at, id) < ($5, $6::uuid)
           AND %2$s
           AND ($7::text IS NULL OR trigger_id = $7)
           AND ($8::text IS NULL OR status = $8)
           AND ($9::text IS NULL OR source = $9)
           AND (NOT $11 OR EXISTS (SELECT FROM trigger.definition d
                                   WHERE d.tenant = $1 AND d.id = e.trigger_id))
         ORDER BY fired_at DESC, id DESC
         LIMIT $12)
        UNION ALL
        (SELECT id, trigger_id, trigger_kind, source, 'running', scheduled_for, fired_at, NULL,
           attempts, payload, NULL, note
         FROM trigger.occurrence
         WHERE $10 AND tenant = $1
           AND fired_at >= $4 AND (fired_at, id) < ($5, $6::uuid)
           AND ($7::text IS NULL OR trigger_id = $7)
           AND ($9::text IS NULL OR source = $9)
         ORDER BY fired_at DESC, id DESC
         LIMIT $12)
        ORDER BY fired_at DESC, id DESC
        LIMIT $12
        """
            .formatted(COLUMNS, found));
  }

  static final Sql LIST = listBy("true");
  static final Sql LIST_BY_TRIGGER = listBy("trigger_id = $7");
  static final Sql LIST_BY_STATUS = listBy("status = $8 AND status <> 'success'");
  static final Sql LIST_BY_SOURCE = listBy("source = $9 AND source <> 'scheduled'");

  static final Sql GET =
      Sql.of(
          """
          SELECT %s, attempt_log
          FROM trigger.event
          WHERE tenant = $1 AND id = $2 AND logged_at > $3
          UNION ALL
          SELECT id, trigger_id, trigger_kind, source, 'running', scheduled_for,
            COALESCE(fired_at, scheduled_for), NULL, attempts, payload, NULL, note, attempt_log
          FROM trigger.occurrence
          WHERE tenant = $1 AND id = $2 AND scheduled_for <= $4
          """
              .formatted(COLUMNS));

  private static final Sql LOGGED_AT =
      Sql.of(
          "SELECT logged_at FROM trigger.event WHERE tenant = $1 AND id = $2 AND logged_at > $3");

  static final Sql LOGGED_SINCE =
      Sql.of(
          """
          SELECT %s, logged_at
          FROM trigger.event
          WHERE tenant = $1 AND logged_at > $2
            AND logged_at >= $3 AND (logged_at, id) > ($3, $4::uuid)
          ORDER BY logged_at, id
          LIMIT $5
          """
              .formatted(COLUMNS));

  /** The clocks of nodes may differ by less: what fired on one is logged by another. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final Instant FAR_AWAY = Instant.parse("9999-01-01T00:00:00Z");
  private static final UUID LEAST_ID = new UUID(0, 0);
  private static final int TIME_ORDERED = 7;

  private final PgDatabase database;

  PgEventStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<List<TriggerEvent>> list(ListEvents query, ViewBounds bounds) {
    EventFilter filter = query.filter();
    boolean running =
        filter.view() == View.ACTIVE
            && filter.status().map(EventStatus.RUNNING::equals).orElse(true);
    return list(query, bounds, running, false);
  }

  @Override
  public Future<List<TriggerEvent>> replayable(ListEvents query, ViewBounds bounds) {
    return list(query, bounds, false, true);
  }

  private Future<List<TriggerEvent>> list(
      ListEvents query, ViewBounds bounds, boolean running, boolean triggerExists) {
    EventFilter filter = query.filter();
    boolean active = filter.view() == View.ACTIVE;
    Instant after = active ? bounds.activeAfter() : bounds.keptAfter();
    Instant until = active ? FAR_AWAY : bounds.activeAfter();
    // Nothing is logged before it fires.
    Instant earliest = filter.from().map(from -> from.minus(CLOCKS_DIFFER)).orElse(after);
    Position before = before(query);
    Tuple parameters =
        Tuple.of(query.tenant(), utc(later(after, earliest)), utc(until))
            .addOffsetDateTime(utc(filter.from().orElse(Instant.EPOCH)))
            .addOffsetDateTime(utc(before.firedAt()))
            .addUUID(before.id())
            .addString(filter.triggerId().orElse(null))
            .addString(filter.status().map(EventStatus::label).orElse(null))
            .addString(filter.source().map(Source::label).orElse(null))
            .addBoolean(running)
            .addBoolean(triggerExists)
            .addInteger(query.limit());
    return database.run(statement(filter), parameters).map(rows -> all(rows, PgEventRows::event));
  }

  /** The index that leaves the fewest rows to be looked at. */
  private static Sql statement(EventFilter filter) {
    if (filter.triggerId().isPresent()) {
      return LIST_BY_TRIGGER;
    }
    if (filter.status().isPresent() && filter.status().get() != EventStatus.SUCCESS) {
      return LIST_BY_STATUS;
    }
    if (filter.source().isPresent() && filter.source().get() != Source.SCHEDULED) {
      return LIST_BY_SOURCE;
    }
    return LIST;
  }

  /** Where the list begins: at the end of the filter's time, or behind what was read before. */
  private static Position before(ListEvents query) {
    Position end = new Position(query.filter().to().orElse(FAR_AWAY), LEAST_ID);
    return query
        .before()
        .filter(position -> position.firedAt().isBefore(end.firedAt()))
        .orElse(end);
  }

  @Override
  public Future<TriggerEvent> get(String tenant, UUID id, Instant now, ViewBounds bounds) {
    return database
        .run(GET, Tuple.of(tenant, id, utc(earliest(id, bounds)), utc(now)))
        .compose(rows -> only(id, rows, PgEventRows::eventWithAttempts));
  }

  @Override
  public Future<Instant> loggedAt(String tenant, UUID id, ViewBounds bounds) {
    return database
        .run(LOGGED_AT, Tuple.of(tenant, id, utc(earliest(id, bounds))))
        .compose(rows -> only(id, rows, row -> instant(row, "logged_at")));
  }

  @Override
  public Future<List<TailEvent>> loggedSince(
      String tenant, Instant loggedAt, UUID id, int limit, ViewBounds bounds) {
    return database
        .run(
            LOGGED_SINCE,
            Tuple.of(tenant, utc(bounds.keptAfter()), utc(loggedAt)).addUUID(id).addInteger(limit))
        .map(rows -> all(rows, PgEventStore::tailEvent));
  }

  private static TailEvent tailEvent(Row row) {
    TriggerEvent event = PgEventRows.event(row);
    Instant loggedAt = instant(row, "logged_at");
    return new TailEvent(event, new TailPosition(Optional.of(loggedAt), event.id()));
  }

  /** An id tells the time it was made at, and nothing is logged before it has an id. */
  private static Instant earliest(UUID id, ViewBounds bounds) {
    if (id.version() != TIME_ORDERED) {
      return bounds.keptAfter();
    }
    Instant made = Instant.ofEpochMilli(id.getMostSignificantBits() >>> Short.SIZE);
    // An id of the year 10000 is well-formed too.
    return later(bounds.keptAfter(), earlier(made, FAR_AWAY).minus(CLOCKS_DIFFER));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
    return rows.stream().map(read).toList();
  }

  private static <T> Future<T> only(UUID id, RowSet<Row> rows, Function<Row, T> read) {
    return rows.stream()
        .findFirst()
        .map(row -> Future.succeededFuture(read.apply(row)))
        .orElseGet(
            () ->
                Future.failedFuture(
                    ProblemType.NOT_FOUND.because("There is no event with the id " + id + ".")));
  }
}
