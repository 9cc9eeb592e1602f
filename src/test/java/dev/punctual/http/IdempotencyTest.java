package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.delivery.api.DeliveryApi;
import dev.punctual.delivery.api.DeliveryApi.AssignPackages;
import dev.punctual.delivery.api.DeliveryApi.AssignmentResult;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.time.VertxTimers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keyed requests before a service that the test answers for, on a turned clock. */
@TestInstance(Lifecycle.PER_CLASS)
class IdempotencyTest {
  private static final String BODY = "{\"driver_ids\":[\"d\"],\"max_per_driver\":1}";
  private static final Future<AssignmentResult> ASSIGNED =
      Future.succeededFuture(
          new AssignmentResult(List.of(), List.of(), List.of("d"), Optional.empty()));

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase server = TestPostgres.freshDatabase();
  private final TestClock clock = new TestClock(Instant.parse("2026-11-30T09:00:00Z"));
  private final AtomicInteger carriedOut = new AtomicInteger();
  private final HttpVerticle.Front front;
  private volatile Future<AssignmentResult> outcome = ASSIGNED;

  IdempotencyTest() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Bus bus = new Bus(vertx, meters);
    bus.serve(DeliveryApi.ASSIGN, 100, this::assign);
    PgMigrations.run(server.target(), List.of("http"));
    Config config = ConfigLoader.load(Optional.empty(), Map.of("PUNCTUAL_HTTP_PORT", "0"));
    front =
        new HttpVerticle.Front(
            Futures.await(Contract.load(vertx)),
            bus,
            PgDatabase.open(
                vertx, server.target(), 2, Duration.ofSeconds(5), Duration.ofSeconds(30)),
            config.http(),
            new HttpVerticle.Front.Access(config.apiKeys(), "service"),
            new HttpVerticle.Front.Surroundings(
                clock, new VertxTimers(vertx), new Health(vertx), meters));
    Futures.await(vertx.deployVerticle(new HttpVerticle(front)));
  }

  private Future<AssignmentResult> assign(AssignPackages command) {
    carriedOut.incrementAndGet();
    return outcome;
  }

  @BeforeEach
  void begin() {
    carriedOut.set(0);
    outcome = ASSIGNED;
  }

  @AfterAll
  void stop() {
    Futures.await(vertx.close());
    server.close();
  }

  @Test
  void whatDiedWithItsNodeIsNotCarriedOutAgain() {
    Api keyed = keyed("died");
    keyed.post("/assign", BODY);
    loseTheAnswer("died");
    assertProblem(keyed.post("/assign", BODY), "idempotency_in_flight");

    clock.advance(Duration.ofMinutes(6));
    Answer unknown = keyed.post("/assign", BODY);
    assertProblem(unknown, "idempotency_outcome_unknown");
    assertThat(unknown.header("Retry-After")).isEmpty();

    clock.advance(Duration.ofHours(23));
    assertProblem(keyed.post("/assign", BODY), "idempotency_outcome_unknown");
    assertThat(carriedOut).hasValue(1);

    clock.advance(Duration.ofHours(1));
    assertThat(keyed.post("/assign", BODY).status()).isEqualTo(200);
    assertThat(carriedOut).hasValue(2);
  }

  @Test
  void whoAsksInBetweenHearsForHowLongToWait() {
    Promise<AssignmentResult> running = Promise.promise();
    outcome = running.future();
    Api keyed = keyed("running");
    CompletableFuture<Answer> first =
        CompletableFuture.supplyAsync(() -> keyed.post("/assign", BODY));
    Awaitility.await().until(() -> carriedOut.get() == 1);

    assertThat(retryAfter(keyed)).isEqualTo("1");
    clock.advance(Duration.ofSeconds(20));
    assertThat(retryAfter(keyed)).isEqualTo("20");
    clock.advance(Duration.ofSeconds(330));
    assertThat(retryAfter(keyed)).isEqualTo("10");

    running.complete(ASSIGNED.result());
    Answer answer = first.join();
    assertThat(keyed.post("/assign", BODY).json()).isEqualTo(answer.json());
    assertThat(carriedOut).hasValue(1);
  }

  private static String retryAfter(Api keyed) {
    Answer answer = keyed.post("/assign", BODY);
    assertProblem(answer, "idempotency_in_flight");
    return answer.header("Retry-After");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_REFERENCE", "OVERLOADED"})
  void aRefusalGivesTheKeyBack(ProblemType refusal) {
    outcome = Future.failedFuture(refusal.because("nothing was done"));
    Api keyed = keyed("refused-" + refusal);
    assertThat(keyed.post("/assign", BODY).field("code")).isEqualTo(refusal.code());
    outcome = ASSIGNED;
    assertThat(keyed.post("/assign", BODY).status()).isEqualTo(200);
  }

  @Test
  void aRequestThatIsRefusedBeforeAnybodyIsAskedGivesTheKeyBack() {
    Api keyed = keyed("tuesday");
    String tuesday = "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-12-01\"}";
    assertThat(keyed.post("/api/v1/schedules", tuesday).status()).isEqualTo(422);
    String monday = "{\"staff_group_id\":\"g\",\"period_begin_date\":\"2026-11-30\"}";
    assertThat(keyed.post("/api/v1/schedules", monday).status()).isEqualTo(503);
  }

  @Test
  void aQuestionThatReachesNobodyGivesTheKeyBack() {
    Api keyed = keyed("nobody");
    String update = "{\"driver_id\":\"d\",\"package_id\":\"p\",\"status\":\"accepted\"}";
    assertThat(keyed.post("/update", update).status()).isEqualTo(503);
    assertThat(keyed.post("/update", update).status()).isEqualTo(503);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "INTERNAL_ERROR"})
  void aFailureThatMayHaveStoredSomethingKeepsTheKey(ProblemType failure) {
    outcome = Future.failedFuture(failure.because("the answer to a commit was lost"));
    Api keyed = keyed("failed-" + failure);
    assertThat(keyed.post("/assign", BODY).field("code")).isEqualTo(failure.code());
    outcome = ASSIGNED;
    assertProblem(keyed.post("/assign", BODY), "idempotency_outcome_unknown");
    assertThat(carriedOut).hasValue(1);
  }

  private Api keyed(String key) {
    return new Api(URI.create("http://127.0.0.1:" + front.port())).with("Idempotency-Key", key);
  }

  /** As if the node had died between the commit and the answer. */
  private void loseTheAnswer(String key) {
    server.execute(
        "UPDATE http.idempotency SET answered_at = NULL, status = NULL WHERE key = '" + key + "'");
  }

  private static void assertProblem(Answer answer, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.field("code")).isEqualTo(code);
  }
}
