package dev.punctual.http;

import static dev.punctual.postgres.PgTimes.instant;
import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Idempotency keys in PostgreSQL. */
final class PgIdempotencyStore implements IdempotencyStore {
  private static final Sql CLAIM =
      Sql.of(
          """
          INSERT INTO http.idempotency AS i (tenant, key, fingerprint, created_at)
          VALUES ($1, $2, $3, $4)
          ON CONFLICT (tenant, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, created_at = excluded.created_at,
              answered_at = NULL, status = NULL, headers = NULL, body = NULL
          WHERE i.created_at <= $5
          """);

  private static final Sql SELECT =
      Sql.of(
          """
          SELECT fingerprint, created_at, answered_at, status, headers, body
          FROM http.idempotency
          WHERE tenant = $1 AND key = $2
          """);

  private static final Sql ANSWER =
      Sql.of(
          """
          UPDATE http.idempotency SET status = $3, headers = $4, body = $5, answered_at = $6
          WHERE tenant = $1 AND key = $2
          """);

  private static final Sql END =
      Sql.of("UPDATE http.idempotency SET answered_at = $3 WHERE tenant = $1 AND key = $2");

  private static final Sql RELEASE =
      Sql.of("DELETE FROM http.idempotency WHERE tenant = $1 AND key = $2 AND answered_at IS NULL");

  private static final Sql EXPIRE = Sql.of("DELETE FROM http.idempotency WHERE created_at <= $1");

  private final PgDatabase database;

  PgIdempotencyStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Optional<Claimed>> claim(
      String tenant, String key, String fingerprint, Instant now, Duration ttl) {
    return database
        .run(CLAIM, Tuple.of(tenant, key, fingerprint, utc(now), utc(now.minus(ttl))))
        .compose(
            written ->
                written.rowCount() == 1
                    ? Future.succeededFuture(Optional.empty())
                    : find(tenant, key)
                        .compose(
                            holder ->
                                holder.isPresent()
                                    ? Future.succeededFuture(holder)
                                    : claim(tenant, key, fingerprint, now, ttl)));
  }

  /** Empty if the key was given back in between. */
  private Future<Optional<Claimed>> find(String tenant, String key) {
    return database
        .run(SELECT, Tuple.of(tenant, key))
        .map(rows -> rows.stream().findFirst().map(PgIdempotencyStore::claimed));
  }

  private static Claimed claimed(Row row) {
    return new Claimed(
        row.getString("fingerprint"),
        instant(row, "created_at"),
        row.getOffsetDateTime("answered_at") != null,
        Optional.ofNullable(row.getInteger("status"))
            .map(
                status ->
                    new Answer(status, headers(row.getString("headers")), row.getString("body"))));
  }

  @Override
  public Future<Void> answered(String tenant, String key, Answer answer, Instant now) {
    String headers = new JsonObject(new HashMap<>(answer.headers())).encode();
    return database
        .run(ANSWER, Tuple.of(tenant, key, answer.status(), headers, answer.body(), utc(now)))
        .mapEmpty();
  }

  @Override
  public Future<Void> ended(String tenant, String key, Instant now) {
    return database.run(END, Tuple.of(tenant, key, utc(now))).mapEmpty();
  }

  @Override
  public Future<Void> release(String tenant, String key) {
    return database.run(RELEASE, Tuple.of(tenant, key)).mapEmpty();
  }

  @Override
  public Future<Void> expire(Instant before) {
    return database.run(EXPIRE, Tuple.of(utc(before))).mapEmpty();
  }

  private static Map<String, String> headers(String json) {
    Map<String, String> headers = new HashMap<>();
    new JsonObject(json).forEach(entry -> headers.put(entry.getKey(), (String) entry.getValue()));
    return headers;
  }
}
