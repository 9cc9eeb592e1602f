package dev.punctual.staff;

import dev.punctual.postgres.SqlState;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.function.Supplier;

/** Constraint violations that a race can cause although the statement looked first. */
final class PgFailures {
  private PgFailures() {}

  static <T> Future<T> duplicate(Throwable failure, Supplier<Future<T>> otherwise) {
    return failure instanceof PgException server
            && SqlState.UNIQUE_VIOLATION.equals(server.getSqlState())
        ? otherwise.get()
        : Future.failedFuture(failure);
  }
}
