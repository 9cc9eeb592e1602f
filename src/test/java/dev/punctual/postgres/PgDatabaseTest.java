package dev.punctual.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server refuses, and whose fault it is. */
class PgDatabaseTest {
  private final TestDatabase server = TestPostgres.freshDatabase();
  private final Vertx vertx = Vertx.vertx();
  private final PgDatabase database =
      PgDatabase.open(vertx, server.target(), 1, Duration.ofSeconds(5), Duration.ofSeconds(30));

  @AfterEach
  void stop() {
    Futures.await(database.close());
    Futures.await(vertx.close());
    server.close();
  }

  @Test
  void aTextThatCannotBeStoredIsTheClientsProblem() {
    assertIsRefused(Sql.of("SELECT $1::text"), "\0");
    assertIsRefused(Sql.of("SELECT $1::text::jsonb"), "\"\\u0000\"");
  }

  private void assertIsRefused(Sql statement, String text) {
    Throwable failure = failureOf(statement, text);
    assertThat(failure).isInstanceOf(ProblemException.class);
    assertThat(((ProblemException) failure).type()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(PgDatabase.isDataError(failure)).isTrue();
  }

  @Test
  void anyOtherValueThatFailsStaysADefect() {
    Throwable failure = failureOf(Sql.of("SELECT 1 / length($1::text)"), "");
    assertThat(failure).isNotInstanceOf(ProblemException.class);
    assertThat(PgDatabase.isDataError(failure)).isTrue();
  }

  @Test
  void whoGetsNoConnectionHasStoredNothing() {
    // Pools of one Vert.x are one.
    Vertx another = Vertx.vertx();
    PgDatabase impatient =
        PgDatabase.open(another, server.target(), 1, Duration.ofSeconds(1), Duration.ofSeconds(30));
    Future<?> taken = impatient.run(Sql.of("SELECT pg_sleep(2)::text"), Tuple.tuple());
    Throwable tooLate = Futures.awaitFailure(impatient.run(Sql.of("SELECT 1"), Tuple.tuple()));
    List<Future<?>> crowd =
        IntStream.range(0, 65)
            .<Future<?>>mapToObj(i -> impatient.run(Sql.of("SELECT 1"), Tuple.tuple()))
            .toList();
    Throwable tooMany = Futures.awaitFailure(crowd.get(64));
    assertThat(List.of(tooLate, tooMany))
        .allSatisfy(
            failure ->
                assertThat(((ProblemException) failure).type()).isEqualTo(ProblemType.OVERLOADED));
    Futures.await(taken);
    Futures.await(impatient.close());
    Futures.await(another.close());
  }

  private Throwable failureOf(Sql statement, String parameter) {
    return Futures.awaitFailure(database.run(statement, Tuple.of(parameter)));
  }
}
