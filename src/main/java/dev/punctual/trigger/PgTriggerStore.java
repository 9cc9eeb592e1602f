package dev.punctual.trigger;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Json;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.TriggerApi.Counter;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.ListCounters;
import dev.punctual.trigger.api.TriggerApi.ListTriggers;
import dev.punctual.trigger.domain.Shards;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineChanges;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Definitions in PostgreSQL. Writes are set-based: an import is a creation of many. */
final class PgTriggerStore implements TriggerStore {
  private static final Sql CREATE =
      Sql.of(
          """
          WITH made AS (
            INSERT INTO trigger.definition
              (tenant, id, kind, name, enabled, labels, spec, hook_token, signing_secret, version,
               created_at, updated_at)
            SELECT $1, id, kind, name, enabled, labels::jsonb, spec, hook_token, signing_secret,
                   version, created_at, created_at
            FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[],
                        $8::text[], $9::text[], $10::bigint[], $11::timestamptz[])
              AS t(id, kind, name, enabled, labels, spec, hook_token, signing_secret, version,
                   created_at)
            ON CONFLICT (tenant, id) DO NOTHING
            RETURNING id, kind, version
          ), placed AS (
            INSERT INTO trigger.cursor (tenant, trigger_id, shard, version, next_at)
            SELECT $1, m.id, c.shard, m.version, c.next_at
            FROM made m
            JOIN unnest($2::text[], $12::smallint[], $13::timestamptz[]) AS c(id, shard, next_at)
              ON c.id = m.id
            WHERE m.kind = 'scheduled'
          ), told AS (
            SELECT pg_notify($14, '') WHERE EXISTS (SELECT FROM made)
          )
          SELECT m.id, (SELECT count(*) FROM told) AS told FROM made m
          """);

  /** A change counts for firings after $2: those that are planned go with their cursor. */
  private static final Sql CHANGE =
      Sql.of(
          """
          WITH changed AS (
            UPDATE trigger.definition d
            SET name = w.name, enabled = w.enabled, labels = w.labels::jsonb, spec = w.spec,
                signing_secret = CASE WHEN w.old_secret_until IS NULL
                  THEN COALESCE(d.signing_secret, w.new_secret) ELSE w.new_secret END,
                previous_secret = CASE WHEN w.old_secret_until IS NULL
                  THEN d.previous_secret ELSE d.signing_secret END,
                previous_secret_until = COALESCE(w.old_secret_until, d.previous_secret_until),
                version = d.version + 1, updated_at = $2
            FROM unnest($3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[],
                        $9::timestamptz[], $10::bigint[], $11::timestamptz[])
              AS w(id, name, enabled, labels, spec, new_secret, old_secret_until, if_version,
                   next_at)
            WHERE d.tenant = $1 AND d.id = w.id
              AND (w.if_version IS NULL OR d.version = w.if_version)
            RETURNING d.*, w.next_at, d.signing_secret = w.new_secret AS got_secret
          ), moved AS (
            UPDATE trigger.cursor c SET version = ch.version, next_at = ch.next_at
            FROM changed ch WHERE c.tenant = $1 AND c.trigger_id = ch.id
          ), unplanned AS (
            DELETE FROM trigger.occurrence o USING changed ch
            WHERE o.tenant = $1 AND o.trigger_id = ch.id AND o.source = 'scheduled'
              AND o.version < ch.version AND o.scheduled_for > $2
              AND o.fired_at IS NULL AND o.attempts = 0
          )
          SELECT ch.*, pg_notify($12, concat_ws(' ', $1::text, ch.id, ch.version,
            to_char($2 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'false'))::text
          FROM changed ch
          """);

  private static final Sql DELETE =
      Sql.of(
          """
          WITH gone AS (
            DELETE FROM trigger.definition
            WHERE tenant = $1 AND id = $2 AND ($3::bigint IS NULL OR version = $3)
            RETURNING id, version + 1 AS version
          ), unplaced AS (
            DELETE FROM trigger.cursor c USING gone g
            WHERE c.tenant = $1 AND c.trigger_id = g.id
          ), unplanned AS (
            DELETE FROM trigger.occurrence o USING gone g
            WHERE o.tenant = $1 AND o.trigger_id = g.id AND o.source = 'scheduled'
              AND o.scheduled_for > $4 AND o.fired_at IS NULL AND o.attempts = 0
          )
          SELECT g.version, pg_notify($5, concat_ws(' ', $1::text, g.id, g.version,
            to_char($4 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'true'))::text
          FROM gone g
          """);

  private static final Sql SELECT =
      Sql.of("SELECT * FROM trigger.definition WHERE tenant = $1 AND id = ANY($2::text[])");

  private static final Sql BY_TOKEN =
      Sql.of("SELECT * FROM trigger.definition WHERE hook_token = $1");

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM trigger.definition
          WHERE tenant = $1
            AND ($2::text IS NULL OR kind = $2)
            AND ($3::boolean IS NULL OR enabled = $3)
            AND ($4::text IS NULL OR position(lower($4) IN lower(name)) > 0)
            AND ($5::text IS NULL OR labels ->> $5 = COALESCE($6::text, labels ->> $5))
            AND ($7::text IS NULL OR id > $7)
          ORDER BY id
          LIMIT $8
          """);

  private static final Sql SOONEST =
      Sql.of(
          """
          WITH candidate AS (
            (SELECT trigger_id FROM trigger.occurrence
             WHERE tenant = $1 AND source = 'scheduled' AND fired_at IS NULL
               AND scheduled_for > $2
             GROUP BY trigger_id ORDER BY min(scheduled_for) LIMIT $3)
            UNION
            (SELECT trigger_id FROM trigger.cursor
             WHERE tenant = $1 AND next_at IS NOT NULL ORDER BY next_at LIMIT $3)
          )
          SELECT d.* FROM candidate c
          JOIN trigger.definition d ON d.tenant = $1 AND d.id = c.trigger_id
          WHERE d.enabled
          """);

  private static final Sql COUNTER =
      Sql.of("SELECT * FROM trigger.counter WHERE tenant = $1 AND name = $2");

  private static final Sql COUNTERS =
      Sql.of(
          """
          SELECT * FROM trigger.counter
          WHERE tenant = $1 AND ($2::text IS NULL OR name > $2)
          ORDER BY name
          LIMIT $3
          """);

  private final PgDatabase database;
  private final Clock clock;

  /**
   * Keeps definitions.
   *
   * @param clock for ids of what an import creates without one
   */
  PgTriggerStore(PgDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Future<Set<String>> create(String tenant, List<Creation> creations) {
    return create(database::run, tenant, creations);
  }

  /** Runs a statement, in a transaction or without one. */
  interface PgRunner {
    Future<RowSet<Row>> run(Sql statement, Tuple values);
  }

  static Future<Set<String>> create(PgRunner runner, String tenant, List<Creation> creations) {
    Tuple values =
        Tuple.of(tenant)
            .addArrayOfString(texts(creations, c -> c.trigger().id()))
            .addArrayOfString(texts(creations, c -> c.trigger().spec().kind().label()))
            .addArrayOfString(texts(creations, c -> c.trigger().spec().name()))
            .addArrayOfBoolean(flags(creations, c -> c.trigger().spec().enabled()))
            .addArrayOfString(texts(creations, c -> json(c.trigger().spec().labels())))
            .addArrayOfString(texts(creations, c -> json(c.trigger().spec())))
            .addArrayOfString(texts(creations, c -> c.trigger().hookToken().orElse(null)))
            .addArrayOfString(texts(creations, c -> c.signingSecret().orElse(null)))
            .addArrayOfLong(creations.stream().map(c -> c.trigger().version()).toArray(Long[]::new))
            .addArrayOfOffsetDateTime(times(creations, c -> utc(c.trigger().createdAt())))
            .addArrayOfShort(
                creations.stream()
                    .map(c -> (short) Shards.of(tenant, c.trigger().id()))
                    .toArray(Short[]::new))
            .addArrayOfOffsetDateTime(times(creations, c -> utc(c.nextAt())))
            .addString(EngineChanges.CHANNEL);
    return runner
        .run(CREATE, values)
        .map(rows -> rows.stream().map(row -> row.getString("id")).collect(Collectors.toSet()));
  }

  @Override
  public Future<ImportReport> importRows(ImportTriggers command, Instant now) {
    return new PgTriggerImport(database, clock).run(command, now);
  }

  @Override
  public Future<List<Changed>> change(String tenant, List<Change> changes, Instant now) {
    return change(database::run, tenant, changes, now);
  }

  static Future<List<Changed>> change(
      PgRunner runner, String tenant, List<Change> changes, Instant now) {
    Tuple values =
        Tuple.of(tenant, utc(now))
            .addArrayOfString(texts(changes, Change::id))
            .addArrayOfString(texts(changes, change -> change.spec().name()))
            .addArrayOfBoolean(flags(changes, change -> change.spec().enabled()))
            .addArrayOfString(texts(changes, change -> json(change.spec().labels())))
            .addArrayOfString(texts(changes, change -> json(change.spec())))
            .addArrayOfString(texts(changes, change -> change.newSecret().orElse(null)))
            .addArrayOfOffsetDateTime(times(changes, change -> utc(change.oldSecretUntil())))
            .addArrayOfLong(
                changes.stream().map(change -> boxed(change.ifVersion())).toArray(Long[]::new))
            .addArrayOfOffsetDateTime(times(changes, change -> utc(change.nextAt())))
            .addString(EngineChanges.CHANNEL);
    return runner
        .run(CHANGE, values)
        .map(rows -> rows.stream().map(PgTriggerStore::changed).toList());
  }

  private static Changed changed(Row row) {
    Optional<String> secret =
        Boolean.TRUE.equals(row.getBoolean("got_secret"))
            ? Optional.of(row.getString("signing_secret"))
            : Optional.empty();
    return new Changed(trigger(row), secret);
  }

  @Override
  public Future<Long> delete(String tenant, String id, OptionalLong ifVersion, Instant now) {
    return database
        .run(DELETE, Tuple.of(tenant, id, boxed(ifVersion), utc(now), EngineChanges.CHANNEL))
        .compose(
            rows ->
                rows.size() == 1
                    ? Future.succeededFuture(rows.iterator().next().getLong("version"))
                    : get(tenant, id).compose(trigger -> Future.failedFuture(hasChanged(trigger))));
  }

  static ProblemException hasChanged(Trigger trigger) {
    return ProblemType.PRECONDITION_FAILED.because(
        "The trigger %s has the version %d by now.".formatted(trigger.id(), trigger.version()));
  }

  @Override
  public Future<Trigger> get(String tenant, String id) {
    return find(tenant, List.of(id))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.failedFuture(
                        ProblemType.NOT_FOUND.because(
                            "There is no trigger with the id " + id + "."))
                    : Future.succeededFuture(found.get(0)));
  }

  @Override
  public Future<List<Trigger>> find(String tenant, Collection<String> ids) {
    return find(database::run, tenant, ids);
  }

  static Future<List<Trigger>> find(PgRunner runner, String tenant, Collection<String> ids) {
    return runner
        .run(SELECT, Tuple.of(tenant).addArrayOfString(ids.toArray(String[]::new)))
        .map(PgTriggerStore::triggers);
  }

  @Override
  public Future<Optional<Trigger>> findByToken(String token) {
    return database.run(BY_TOKEN, Tuple.of(token)).map(rows -> triggers(rows).stream().findFirst());
  }

  @Override
  public Future<List<Trigger>> list(ListTriggers query) {
    Optional<String[]> label = query.label().map(text -> text.split(":", 2));
    Tuple values =
        Tuple.of(
            query.tenant(),
            query.kind().map(TriggerKind::label).orElse(null),
            query.enabled().orElse(null),
            query.text().orElse(null),
            label.map(parts -> parts[0]).orElse(null),
            label.filter(parts -> parts.length > 1).map(parts -> parts[1]).orElse(null),
            query.after().orElse(null),
            query.limit());
    return database.run(LIST, values).map(PgTriggerStore::triggers);
  }

  @Override
  public Future<List<Trigger>> soonest(String tenant, int limit, Instant now) {
    return database.run(SOONEST, Tuple.of(tenant, utc(now), limit)).map(PgTriggerStore::triggers);
  }

  @Override
  public Future<Counter> counter(String tenant, String name) {
    return database
        .run(COUNTER, Tuple.of(tenant, name))
        .compose(
            rows ->
                rows.stream()
                    .findFirst()
                    .map(row -> Future.succeededFuture(counter(row)))
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                ProblemType.NOT_FOUND.because(
                                    "Nothing has been counted as " + name + "."))));
  }

  @Override
  public Future<List<Counter>> counters(ListCounters query) {
    return database
        .run(COUNTERS, Tuple.of(query.tenant(), query.after().orElse(null), query.limit()))
        .map(rows -> rows.stream().map(PgTriggerStore::counter).toList());
  }

  private static Counter counter(Row row) {
    return new Counter(row.getString("name"), row.getLong("value"), instant(row, "updated_at"));
  }

  private static List<Trigger> triggers(RowSet<Row> rows) {
    return rows.stream().map(PgTriggerStore::trigger).toList();
  }

  private static Trigger trigger(Row row) {
    return new Trigger(
        row.getString("tenant"),
        row.getString("id"),
        row.getLong("version"),
        spec(row.getString("spec")),
        Optional.ofNullable(row.getString("hook_token")),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  private static TriggerSpec spec(String json) {
    try {
      return Json.MAPPER.readValue(json, TriggerSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored definition is always readable", e);
    }
  }

  private static String json(Object value) {
    try {
      return Json.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a definition is always writable", e);
    }
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static <T> @Nullable String[] texts(List<T> items, Function<T, @Nullable String> column) {
    return items.stream().map(column).toArray(String[]::new);
  }

  private static <T> Boolean[] flags(List<T> items, Function<T, Boolean> column) {
    return items.stream().map(column).toArray(Boolean[]::new);
  }

  private static <T> @Nullable OffsetDateTime[] times(
      List<T> items, Function<T, @Nullable OffsetDateTime> column) {
    return items.stream().map(column).toArray(OffsetDateTime[]::new);
  }
}
