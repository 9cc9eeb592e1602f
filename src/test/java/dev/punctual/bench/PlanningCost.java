package dev.punctual.bench;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.app.embedded.EmbeddedPostgresOptions;
import dev.punctual.app.embedded.PostgresEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.List;

/**
 * What planning asks of the database, as its own statistics say.
 *
 * @param lookUp the mean time of finding out which triggers are due soon, in milliseconds
 * @param perThousand the time of all planning statements for a thousand firings, in milliseconds
 */
record PlanningCost(double lookUp, double perThousand) {
  private static final String EXTENSION = "pg_stat_statements";

  private static final String COST =
      """
      SELECT sum(total_exec_time) FILTER (WHERE looks) / sum(calls) FILTER (WHERE looks),
        sum(total_exec_time)
      FROM (SELECT *, query ~ '^SELECT [^;]* FROM trigger.cursor\\s+WHERE next_at <' AS looks
            FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND query ~ 'trigger.cursor') planning
      """;

  /** A server that keeps these statistics. */
  static EmbeddedPostgresOptions counted(EmbeddedPostgresOptions options) {
    return options.with("shared_preload_libraries", EXTENSION);
  }

  /** From now on. */
  static void begin(PostgresEndpoint database) {
    asSuperuser(database, "CREATE EXTENSION IF NOT EXISTS " + EXTENSION);
    asSuperuser(database, "SELECT pg_stat_statements_reset()");
  }

  /** Whom only the unix socket lets in. */
  private static void asSuperuser(PostgresEndpoint database, String statement) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    PgConnectOptions superuser =
        new PgConnectOptions()
            .setHost(database.socketDirectory().toString())
            .setPort(database.port())
            .setDatabase(database.database())
            .setUser("postgres");
    await(
        PgConnection.connect(vertx, superuser)
            .compose(connection -> connection.query(statement).execute()));
    await(vertx.close());
  }

  static PlanningCost since(PostgresEndpoint database, long firings) {
    List<Double> row = BenchServer.numbers(database, COST);
    return new PlanningCost(row.get(0), row.get(1) * 1_000 / firings);
  }
}
