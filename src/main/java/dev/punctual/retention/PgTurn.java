package dev.punctual.retention;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Lets one node at a time look after the log: a transaction holds the turn until its end. */
final class PgTurn {
  private static final Sql WAIT = Sql.of("SELECT pg_advisory_xact_lock($1)");

  private static final Sql TRY = Sql.of("SELECT pg_try_advisory_xact_lock($1) AS taken");

  private static final Sql LOCK_TIMEOUT =
      Sql.of("SELECT set_config('lock_timeout', $1::text, true)");

  /** Everybody who writes the log queues behind whoever waits for an exclusive lock. */
  private static final Duration BRIEFLY = Duration.ofMillis(200);

  private static final long KEY = 0x70756e6374756131L;

  private final PgDatabase database;

  PgTurn(PgDatabase database) {
    this.database = database;
  }

  /** As soon as no other node has the turn. */
  <T> Future<T> await(Function<PgTransaction, Future<T>> work) {
    return database.transaction(
        tx -> tx.run(WAIT, Tuple.of(KEY)).compose(taken -> limited(tx, work)));
  }

  /** Empty when another node has the turn. */
  <T> Future<Optional<T>> attempt(Function<PgTransaction, Future<T>> work) {
    return database.transaction(
        tx ->
            tx.run(TRY, Tuple.of(KEY))
                .compose(
                    rows ->
                        rows.iterator().next().getBoolean("taken")
                            ? limited(tx, work).map(Optional::of)
                            : Future.succeededFuture(Optional.empty())));
  }

  private static <T> Future<T> limited(PgTransaction tx, Function<PgTransaction, Future<T>> work) {
    return tx.run(LOCK_TIMEOUT, Tuple.of(BRIEFLY.toMillis() + "ms")).compose(set -> work.apply(tx));
  }
}
