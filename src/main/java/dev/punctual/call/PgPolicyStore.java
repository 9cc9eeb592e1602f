package dev.punctual.call;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.bus.Json;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** Policies in PostgreSQL. */
final class PgPolicyStore implements PolicyStore {
  private static final Sql SELECT =
      Sql.of(
          """
          SELECT policy, signing_secret FROM call.call_policy
          WHERE tenant = $1 AND customer = $2
          """);

  private static final Sql PUT =
      Sql.of(
          """
          INSERT INTO call.call_policy AS p (tenant, customer, policy, signing_secret, updated_at)
          VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (tenant, customer) DO UPDATE
          SET policy = excluded.policy, updated_at = excluded.updated_at,
              signing_secret = COALESCE(p.signing_secret, excluded.signing_secret)
          RETURNING policy, signing_secret
          """);

  private static final Sql DELETE =
      Sql.of(
          """
          DELETE FROM call.call_policy WHERE tenant = $1 AND customer = $2
          """);

  private final PgDatabase database;

  PgPolicyStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Stored> get(String tenant, String customer) {
    return database
        .run(SELECT, Tuple.of(tenant, customer))
        .map(rows -> rows.stream().findFirst().map(PgPolicyStore::stored).orElse(Stored.DEFAULT));
  }

  @Override
  public Future<Stored> put(
      String tenant, String customer, CallPolicy policy, Optional<String> newSecret, Instant now) {
    return database
        .run(PUT, Tuple.of(tenant, customer, Json.write(policy), newSecret.orElse(null), utc(now)))
        .map(rows -> stored(rows.iterator().next()));
  }

  @Override
  public Future<Boolean> delete(String tenant, String customer) {
    return database.run(DELETE, Tuple.of(tenant, customer)).map(rows -> rows.rowCount() > 0);
  }

  private static Stored stored(Row row) {
    return new Stored(
        Json.read(row.getString("policy"), CallPolicy.class),
        Optional.ofNullable(row.getString("signing_secret")));
  }
}
