package dev.punctual.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.lookup.api.LookupApi;
import dev.punctual.lookup.api.LookupApi.ReadActiveMembers;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.time.VertxTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lookup against a Data Service that misbehaves in every way. */
class LookupVerticleTest {
  private static final ReadActiveMembers QUERY = new ReadActiveMembers("north", "g");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Bus bus = new Bus(vertx, meters);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void takesTheActiveOnesAndIsSparedTheListWhileItsTagHolds() {
    dataService(
        request -> {
          boolean known = "\"7\"".equals(request.getHeader("If-None-Match"));
          assertThat(request.getHeader("Authorization")).isEqualTo("Bearer service-key");
          answer(request, known ? 304 : 200)
              .putHeader("ETag", "\"7\"")
              .end(
                  known
                      ? ""
                      : "{\"data\":[{\"id\":\"a\",\"status\":\"ACTIVE\"},{\"id\":\"b\",\"status\":\"INACTIVE\"}]}");
        });
    for (int i = 0; i < 2; i++) {
      assertThat(Futures.await(bus.request(LookupApi.ACTIVE_MEMBERS, QUERY)).staffIds())
          .containsExactly("a");
    }
    assertThat(asked).hasValue(2);
  }

  @Test
  void anUnknownGroupIsAnAnswerThatIsNotRetried() {
    dataService(request -> answer(request, 404).end());
    assertThat(problem().type()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFailingServiceIsRetriedAndThenUnavailable() {
    dataService(request -> answer(request, 500).end());
    assertThat(problem().type()).isEqualTo(ProblemType.DATA_SERVICE_UNAVAILABLE);
    assertThat(asked).hasValue(3);
  }

  @Test
  void aRetryThatSucceedsIsASuccess() {
    dataService(request -> answer(request, asked.get() < 3 ? 503 : 200).end("{\"data\":[]}"));
    assertThat(Futures.await(bus.request(LookupApi.ACTIVE_MEMBERS, QUERY)).staffIds()).isEmpty();
  }

  @Test
  void aServiceThatNeverAnswersIsGivenUp() {
    dataService(request -> {});
    Problem problem = problem();
    assertThat(problem.type()).isEqualTo(ProblemType.DATA_SERVICE_UNAVAILABLE);
    assertThat(problem.detail()).contains("timeout");
  }

  @Test
  void nonsenseIsFaulty() {
    for (String body : new String[] {"<html>", "{}", "{\"data\":[{\"name\":\"x\"}]}"}) {
      HttpServer server = dataService(request -> answer(request, 200).end(body));
      assertThat(problem().type()).as(body).isEqualTo(ProblemType.DATA_SERVICE_FAULTY);
      Futures.await(server.close());
      vertx.deploymentIDs().forEach(id -> Futures.await(vertx.undeploy(id)));
    }
  }

  @Test
  void anAnswerForAnotherTenantIsRefused() {
    dataService(
        request ->
            request
                .response()
                .putHeader("Punctual-Tenant", "default")
                .end("{\"data\":[{\"id\":\"a\",\"status\":\"ACTIVE\"}]}"));
    assertThat(problem().type()).isEqualTo(ProblemType.DATA_SERVICE_FAULTY);
  }

  @Test
  void afterRepeatedFailuresTheCircuitOpensAndSaysWhenToAskAgain() {
    dataService(request -> answer(request, 500).end());
    problem();
    problem();
    int before = asked.get();
    Problem open = problem();
    assertThat(open.type()).isEqualTo(ProblemType.DATA_SERVICE_UNAVAILABLE);
    assertThat(open.retryAfter()).isPresent();
    assertThat(asked).hasValue(before);
    assertThat(meters.get("punctual_lookup_circuit_open").gauge().value()).isEqualTo(1);
  }

  private Problem problem() {
    Throwable failure = Futures.awaitFailure(bus.request(LookupApi.ACTIVE_MEMBERS, QUERY));
    return ((ProblemException) failure).problem();
  }

  private HttpServer dataService(Handler<HttpServerRequest> behaviour) {
    HttpServer server =
        Futures.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      asked.incrementAndGet();
                      behaviour.handle(request);
                    })
                .listen(0, "127.0.0.1"));
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort());
    Config.Lookup config =
        new Config.Lookup(
            Optional.of(uri),
            Duration.ofMillis(500),
            2,
            Duration.ofMillis(2),
            new Config.Lookup.Circuit(2, Duration.ofMinutes(1)));
    Futures.await(
        vertx.deployVerticle(
            new LookupVerticle(
                bus, new VertxTimers(vertx), meters, config, () -> uri, "service-key")));
    return server;
  }

  private static io.vertx.core.http.HttpServerResponse answer(
      HttpServerRequest request, int status) {
    return request
        .response()
        .setStatusCode(status)
        .putHeader("Punctual-Tenant", String.valueOf(request.getHeader("Punctual-Tenant")));
  }
}
