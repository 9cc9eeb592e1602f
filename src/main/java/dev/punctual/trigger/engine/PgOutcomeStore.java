package dev.punctual.trigger.engine;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.bus.Json;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.engine.Outcome.Count;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes in PostgreSQL. One statement deletes the occurrences, counts what they count and inserts
 * their entries: each occurrence is deleted once, so it is logged once and counted once, whatever
 * is repeated.
 */
final class PgOutcomeStore implements OutcomeStore {
  private static final String ENDED =
      """
      WITH ended AS (
        SELECT * FROM unnest($3::uuid[], $4::smallint[], $5::bigint[], $6::text[],
            $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[], $11::text[],
            $12::smallint[], $13::text[], $14::text[], $15::bigint[], $16::text[], $17::text[],
            $18::timestamptz[])
          WITH ORDINALITY AS e(id, shard, epoch, status, fired_at, finished_at, payload, result,
            note, attempts, attempt_log, counter, by, tenant, trigger_id, scheduled_for, place)
      )
      """;

  /** To be completed with the column for the result, and with what it is joined to. */
  private static final String LOG_DONE =
      """
      , logged AS (
        INSERT INTO trigger.event_active
          (id, tenant, trigger_id, trigger_kind, source, status, scheduled_for, fired_at,
           finished_at, logged_at, attempts, payload, result, note, attempt_log)
        SELECT d.id, d.tenant, d.trigger_id, d.trigger_kind, d.source, e.status,
               d.scheduled_for, e.fired_at, e.finished_at, $2, e.attempts, e.payload,
               %s, e.note, e.attempt_log
        FROM done d
        JOIN ended e ON e.place = d.place
        %s
        RETURNING 1
      )
      SELECT count(*)::int AS logged FROM logged
      """;

  private static final String LOG_UNCOUNTED = LOG_DONE.formatted("e.result", "");

  /** The value of a counter after each of those that count on it, in their order. */
  private static final String COUNT_AND_LOG =
      """
      , counted AS (
        INSERT INTO trigger.counter AS c (tenant, name, value, updated_at)
        SELECT tenant, counter, sum(by), $2 FROM done
        WHERE counter IS NOT NULL GROUP BY tenant, counter ORDER BY tenant, counter
        ON CONFLICT (tenant, name) DO UPDATE
          SET value = c.value + excluded.value, updated_at = excluded.updated_at
        RETURNING tenant, name, value
      )
      """
          + LOG_DONE.formatted(
              """
              CASE WHEN d.counter IS NULL THEN e.result
                ELSE json_build_object('counter', d.counter, 'value', c.value
                  - sum(d.by) OVER (PARTITION BY d.tenant, d.counter)
                  + sum(d.by) OVER (PARTITION BY d.tenant, d.counter ORDER BY d.place))::text
              END""",
              "LEFT JOIN counted c ON c.tenant = d.tenant AND c.name = d.counter");

  private static final String DELETE_ENDED =
      ENDED
          + """
          , done AS (
            DELETE FROM trigger.occurrence o
            USING ended e, trigger.shard s
            WHERE o.id = e.id
              AND s.shard = e.shard AND s.epoch = e.epoch AND s.owner = $1
            RETURNING o.id, o.tenant, o.trigger_id, o.trigger_kind, o.source, o.scheduled_for,
              e.counter, e.by, e.place
          )
          """;

  /** Counting sorts the whole group, which is a fifth of the work: most groups count nothing. */
  private static final Sql RECORD = Sql.of(DELETE_ENDED + LOG_UNCOUNTED);

  private static final Sql RECORD_AND_COUNT = Sql.of(DELETE_ENDED + COUNT_AND_LOG);

  /**
   * A change of its trigger removed what was planned while it was being fired: it did run, so it is
   * logged all the same. Only the shard's owner gets here, so nobody else logs it at this moment.
   */
  private static final Sql RECORD_UNPLANNED =
      Sql.of(
          ENDED
              + """
              , done AS (
                SELECT DISTINCT ON (e.id) e.id, e.tenant, e.trigger_id, 'scheduled' AS trigger_kind,
                  'scheduled' AS source, e.scheduled_for, e.counter, e.by, e.place
                FROM ended e
                JOIN trigger.shard s ON s.shard = e.shard AND s.epoch = e.epoch AND s.owner = $1
                WHERE NOT EXISTS (SELECT FROM trigger.occurrence o WHERE o.id = e.id)
                  AND NOT EXISTS (SELECT FROM trigger.event_active a WHERE a.id = e.id)
              )
              """
              + COUNT_AND_LOG);

  private static final Sql NOTE =
      Sql.of(
          """
          UPDATE trigger.occurrence o
          SET fired_at = n.fired_at, attempts = n.attempts, attempt_log = n.attempt_log,
              next_attempt_at = n.next_attempt_at
          FROM unnest($2::uuid[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::smallint[],
              $7::text[], $8::timestamptz[])
              AS n(id, shard, epoch, fired_at, attempts, attempt_log, next_attempt_at)
          JOIN trigger.shard s ON s.shard = n.shard AND s.epoch = n.epoch AND s.owner = $1
          WHERE o.id = n.id
          """);

  private final PgDatabase database;

  PgOutcomeStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Integer> record(String node, List<Outcome> outcomes, Instant now) {
    boolean counts = outcomes.stream().anyMatch(outcome -> outcome.count().isPresent());
    return run(counts ? RECORD_AND_COUNT : RECORD, node, outcomes, now)
        .compose(
            logged ->
                logged == outcomes.size()
                    ? Future.succeededFuture(logged)
                    : recordUnplanned(node, outcomes, now).map(more -> logged + more));
  }

  private Future<Integer> recordUnplanned(String node, List<Outcome> outcomes, Instant now) {
    List<Outcome> ran =
        outcomes.stream()
            .filter(outcome -> outcome.occurrence().source() == Source.SCHEDULED)
            .filter(outcome -> outcome.status() != EventStatus.SKIPPED)
            .toList();
    return ran.isEmpty() ? Future.succeededFuture(0) : run(RECORD_UNPLANNED, node, ran, now);
  }

  private Future<Integer> run(Sql statement, String node, List<Outcome> outcomes, Instant now) {
    Tuple values =
        new PgColumns<>(Tuple.of(node, utc(now)), outcomes)
            .uuids(outcome -> outcome.occurrence().id())
            .shorts(outcome -> outcome.occurrence().shard())
            .longs(Outcome::epoch)
            .texts(outcome -> outcome.status().label())
            .times(Outcome::firedAt)
            .times(Outcome::finishedAt)
            .texts(outcome -> outcome.payload().orElse(null))
            .texts(outcome -> outcome.result().orElse(null))
            .texts(outcome -> outcome.note().orElse(null))
            .shorts(outcome -> outcome.attempts().size())
            .texts(PgOutcomeStore::attemptLog)
            .texts(outcome -> outcome.count().map(Count::counter).orElse(null))
            .longs(outcome -> outcome.count().map(Count::by).orElse(null))
            .texts(outcome -> outcome.occurrence().tenant())
            .texts(outcome -> outcome.occurrence().triggerId().orElse(null))
            .times(outcome -> outcome.occurrence().scheduledFor())
            .tuple();
    return database.run(statement, values).map(rows -> rows.iterator().next().getInteger("logged"));
  }

  @Override
  public Future<Void> note(String node, List<Progress> progress) {
    Tuple values =
        new PgColumns<>(Tuple.of(node), progress)
            .uuids(Progress::id)
            .shorts(Progress::shard)
            .longs(Progress::epoch)
            .times(Progress::firedAt)
            .shorts(step -> step.attempts().size())
            .texts(step -> log(step.attempts()))
            .optionalTimes(Progress::nextAttemptAt)
            .tuple();
    return database.run(NOTE, values).mapEmpty();
  }

  /** A single attempt that says no more than the event itself needs no log of its own. */
  private static @Nullable String attemptLog(Outcome outcome) {
    return outcome.attempts().equals(List.of(Attempt.only(outcome.firedAt(), outcome.finishedAt())))
        ? null
        : log(outcome.attempts());
  }

  private static @Nullable String log(List<Attempt> attempts) {
    return attempts.isEmpty() ? null : Json.write(attempts);
  }
}
