package dev.punctual.trigger;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

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
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Definitions in PostgreSQL; what changes them is in {@link PgTriggerWrites}. */
final class PgTriggerStore implements TriggerStore {
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
    return database.transaction(tx -> PgTriggerWrites.create(tx, tenant, creations));
  }

  @Override
  public Future<ImportReport> importRows(ImportTriggers command, Instant now) {
    return new PgTriggerImport(this, database, clock).run(command, now);
  }

  @Override
  public Future<List<Changed>> change(String tenant, List<Change> changes, Instant now) {
    return database.transaction(tx -> PgTriggerWrites.change(tx, tenant, changes, now));
  }

  @Override
  public Future<Long> delete(String tenant, String id, OptionalLong ifVersion, Instant now) {
    return database
        .transaction(tx -> PgTriggerWrites.delete(tx, tenant, List.of(id), ifVersion, now))
        .compose(
            versions ->
                !versions.isEmpty()
                    ? Future.succeededFuture(versions.get(0))
                    : get(tenant, id).compose(trigger -> Future.failedFuture(hasChanged(trigger))));
  }

  static ProblemException hasChanged(Trigger trigger) {
    return ProblemType.PRECONDITION_FAILED.because(
        "The trigger %s has the version %d by now.".formatted(trigger.id(), trigger.version()));
  }

  @Override
  public Future<Void> deleteAll(String tenant, Collection<String> ids, Instant now) {
    return database
        .transaction(tx -> PgTriggerWrites.delete(tx, tenant, ids, OptionalLong.empty(), now))
        .mapEmpty();
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
    return database
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

  static Trigger trigger(Row row) {
    return new Trigger(
        row.getString("tenant"),
        row.getString("id"),
        row.getLong("version"),
        Json.read(row.getString("spec"), TriggerSpec.class),
        Optional.ofNullable(row.getString("hook_token")),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }
}
