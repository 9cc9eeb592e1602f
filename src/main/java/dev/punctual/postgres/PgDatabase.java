package dev.punctual.postgres;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The pool. Statements are prepared once a connection, connections are bounded, waiting for one is
 * bounded, and what goes wrong with the server itself arrives as {@code unavailable} (503): nothing
 * that is not stored is ever acknowledged.
 */
public final class PgDatabase {
  private static final Duration RETRY_WHEN_AWAY = Duration.ofSeconds(2);
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final int PREPARED_STATEMENTS = 256;

  private final Pool pool;
  private final PgConnectOptions connectOptions;

  private PgDatabase(Pool pool, PgConnectOptions connectOptions) {
    this.pool = pool;
    this.connectOptions = connectOptions;
  }

  /**
   * Opens the pool; connections are made when they are needed.
   *
   * @param target where the server is
   * @param size connections at most
   * @param acquireTimeout how long a request may wait for a connection
   * @param statementTimeout after which the server itself gives a statement up
   */
  public static PgDatabase open(
      Vertx vertx, PgTarget target, int size, Duration acquireTimeout, Duration statementTimeout) {
    PgConnectOptions connect =
        target
            .connectOptions()
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(PREPARED_STATEMENTS)
            .addProperty("application_name", "punctual")
            .addProperty("TimeZone", "UTC")
            .addProperty("statement_timeout", String.valueOf(statementTimeout.toMillis()))
            .addProperty(
                "idle_in_transaction_session_timeout",
                String.valueOf(IDLE_IN_TRANSACTION.toMillis()));
    // The server would have given up by then: a connection that still says nothing is cut off.
    NetClientOptions network =
        new NetClientOptions()
            .setReadIdleTimeout((int) statementTimeout.plus(SILENCE).toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    PoolOptions options =
        new PoolOptions()
            .setName("postgres")
            .setShared(true)
            .setMaxSize(size)
            .setMaxWaitQueueSize(size * 64)
            .setConnectionTimeout((int) acquireTimeout.toSeconds())
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    Pool pool =
        PgBuilder.pool().with(options).with(network).connectingTo(connect).using(vertx).build();
    return new PgDatabase(pool, connect);
  }

  /** One statement in a transaction of its own. */
  public Future<RowSet<Row>> run(Sql sql, Tuple parameters) {
    return run(pool, sql, parameters).recover(PgDatabase::translate);
  }

  /** One statement on a given connection. */
  public static Future<RowSet<Row>> run(SqlClient client, Sql sql, Tuple parameters) {
    return client.preparedQuery(sql.text()).execute(parameters);
  }

  /** Everything that {@code work} does, or nothing. */
  public <T> Future<T> transaction(Function<PgTransaction, Future<T>> work) {
    return pool.withTransaction(connection -> work.apply(new PgTransaction(connection)))
        .recover(PgDatabase::translate);
  }

  public Future<Void> ping() {
    return pool.query("SELECT 1").execute().recover(PgDatabase::translate).mapEmpty();
  }

  public Future<Void> close() {
    return pool.close();
  }

  PgConnectOptions connectOptions() {
    return connectOptions;
  }

  /**
   * A constraint that the store did not expect stays a defect; a server that is away and a text
   * that cannot be stored do not.
   */
  private static <T> Future<T> translate(Throwable failure) {
    if (failure instanceof ProblemException) {
      return Future.failedFuture(failure);
    }
    Optional<String> state = sqlState(failure);
    if (state.filter(SqlState::isUnstorableText).isPresent()) {
      return Future.failedFuture(
          ProblemType.BAD_REQUEST
              .because("The request holds a character that cannot be stored.")
              .caused(failure));
    }
    boolean serverAway = state.isEmpty() || SqlState.isTransient(state.get());
    if (!serverAway) {
      return Future.failedFuture(failure);
    }
    // Who got no connection has stored nothing: that tells it from an answer that was lost.
    Problem problem =
        gotNoConnection(failure)
            ? new Problem(ProblemType.OVERLOADED, "No connection to the database is free.")
            : new Problem(ProblemType.UNAVAILABLE, "The database does not answer right now.");
    return Future.failedFuture(
        new ProblemException(problem.retryAfter(RETRY_WHEN_AWAY)).caused(failure));
  }

  /** The pool has no types of its own for that. */
  private static boolean gotNoConnection(Throwable failure) {
    String message = Objects.toString(failure.getMessage(), "");
    return message.startsWith("Timeout waiting for connection")
        || message.startsWith("Connection pool reached max wait queue size");
  }

  /** Whether the values themselves cannot be stored, so that trying again is in vain. */
  public static boolean isDataError(Throwable failure) {
    return sqlState(failure).filter(SqlState::isData).isPresent();
  }

  /** The SQLSTATE of a failure or of what a problem was made from, if the server sent one. */
  private static Optional<String> sqlState(Throwable failure) {
    Throwable cause = failure instanceof ProblemException ? failure.getCause() : failure;
    return cause instanceof PgException server
        ? Optional.ofNullable(server.getSqlState())
        : Optional.empty();
  }
}
