package dev.punctual.retention;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Forgets the Idempotency-Keys of webhooks when their time is over. */
final class PgHookKeys {
  private static final Sql FORGET =
      Sql.of(
          """
          DELETE FROM trigger.hook_key
          WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM trigger.hook_key WHERE created_at < $1 ORDER BY created_at LIMIT $2))
          """);

  private static final Duration VALID = Duration.ofHours(24);
  private static final int BATCH = 10_000;

  private final PgDatabase database;

  PgHookKeys(PgDatabase database) {
    this.database = database;
  }

  /** Deletes some of the keys that are no longer valid; whether there may be more. */
  Future<Boolean> forgetSome(Instant now) {
    return database
        .run(FORGET, Tuple.of(now.minus(VALID).atOffset(ZoneOffset.UTC), BATCH))
        .map(deleted -> deleted.rowCount() == BATCH);
  }
}
