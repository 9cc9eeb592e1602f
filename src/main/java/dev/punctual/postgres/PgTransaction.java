package dev.punctual.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** A transaction that is under way; it commits when the work handed to it succeeds. */
public final class PgTransaction {
  private final SqlConnection connection;

  PgTransaction(SqlConnection connection) {
    this.connection = connection;
  }

  public Future<RowSet<Row>> run(Sql sql, Tuple parameters) {
    return PgDatabase.run(connection, sql, parameters);
  }
}
