package dev.punctual.trigger;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.bus.Json;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.trigger.TriggerStore.Change;
import dev.punctual.trigger.TriggerStore.Changed;
import dev.punctual.trigger.TriggerStore.Creation;
import dev.punctual.trigger.domain.Shards;
import dev.punctual.trigger.engine.EngineChanges;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What changes definitions, and with them what is planned. Set-based: an import is a creation of
 * many. A change first waits for whoever is planning the same triggers, and only then looks at what
 * there is to remove: a single statement would not see what was planned while it waited.
 */
final class PgTriggerWrites {
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

  /** The planner passes by what is locked. */
  private static final Sql STOP_PLANNING =
      Sql.of(
          """
          SELECT trigger_id FROM trigger.cursor
          WHERE tenant = $1 AND trigger_id = ANY($2::text[])
          ORDER BY trigger_id
          FOR UPDATE
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
            UPDATE trigger.cursor c
            SET version = ch.version, next_at = ch.next_at, fresh = true
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
            WHERE tenant = $1 AND id = ANY($2::text[]) AND ($3::bigint IS NULL OR version = $3)
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

  private PgTriggerWrites() {}

  /** Answers the ids that were free. */
  static Future<Set<String>> create(PgTransaction tx, String tenant, List<Creation> creations) {
    Tuple values =
        new PgColumns<>(Tuple.of(tenant), creations)
            .texts(creation -> creation.trigger().id())
            .texts(creation -> creation.trigger().spec().kind().label())
            .texts(creation -> creation.trigger().spec().name())
            .flags(creation -> creation.trigger().spec().enabled())
            .texts(creation -> Json.write(creation.trigger().spec().labels()))
            .texts(creation -> Json.write(creation.trigger().spec()))
            .texts(creation -> creation.trigger().hookToken().orElse(null))
            .texts(creation -> creation.signingSecret().orElse(null))
            .longs(creation -> creation.trigger().version())
            .times(creation -> creation.trigger().createdAt())
            .shorts(creation -> Shards.of(tenant, creation.trigger().id()))
            .optionalTimes(Creation::nextAt)
            .tuple()
            .addString(EngineChanges.CHANNEL);
    return tx.run(CREATE, values)
        .map(rows -> rows.stream().map(row -> row.getString("id")).collect(Collectors.toSet()));
  }

  /** Answers those that existed in the version asked for. */
  static Future<List<Changed>> change(
      PgTransaction tx, String tenant, List<Change> changes, Instant now) {
    Tuple ids = new PgColumns<>(Tuple.of(tenant), changes).texts(Change::id).tuple();
    Tuple values =
        new PgColumns<>(Tuple.of(tenant, utc(now)), changes)
            .texts(Change::id)
            .texts(change -> change.spec().name())
            .flags(change -> change.spec().enabled())
            .texts(change -> Json.write(change.spec().labels()))
            .texts(change -> Json.write(change.spec()))
            .texts(change -> change.newSecret().orElse(null))
            .optionalTimes(Change::oldSecretUntil)
            .longs(change -> boxed(change.ifVersion()))
            .optionalTimes(Change::nextAt)
            .tuple()
            .addString(EngineChanges.CHANNEL);
    return tx.run(STOP_PLANNING, ids)
        .compose(stopped -> tx.run(CHANGE, values))
        .map(rows -> rows.stream().map(PgTriggerWrites::changed).toList());
  }

  private static Changed changed(Row row) {
    Optional<String> secret =
        Boolean.TRUE.equals(row.getBoolean("got_secret"))
            ? Optional.of(row.getString("signing_secret"))
            : Optional.empty();
    return new Changed(PgTriggerStore.trigger(row), secret);
  }

  /** Answers the versions after of those that existed in the version asked for. */
  static Future<List<Long>> delete(
      PgTransaction tx,
      String tenant,
      Collection<String> triggers,
      OptionalLong ifVersion,
      Instant now) {
    String[] ids = triggers.toArray(String[]::new);
    Tuple values =
        Tuple.of(tenant)
            .addArrayOfString(ids)
            .addLong(boxed(ifVersion))
            .addOffsetDateTime(utc(now))
            .addString(EngineChanges.CHANNEL);
    return tx.run(STOP_PLANNING, Tuple.of(tenant).addArrayOfString(ids))
        .compose(stopped -> tx.run(DELETE, values))
        .map(rows -> rows.stream().map(row -> row.getLong("version")).toList());
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
