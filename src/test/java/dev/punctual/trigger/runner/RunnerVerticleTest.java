package dev.punctual.trigger.runner;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigException;
import dev.punctual.config.ConfigLoader;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunnerVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Bus bus = new Bus(vertx, meters);
  private final BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void anEndpointIsCalled() {
    deploy(1, Map.of(), new VertxTimers(vertx), true);
    HttpServer server = serve(request -> request.response().end("ok"));
    AttemptResult result = await(run(http(server)));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.statusCode()).contains(200);
  }

  @Test
  void loopbackIsClosedUnlessItWasOpened() {
    deploy(1, Map.of(), new VertxTimers(vertx), false);
    HttpServer server = serve(request -> request.response().end("ok"));
    AttemptResult result = await(run(http(server)));
    assertThat(result.error().orElseThrow()).contains("trigger.outbound.allow");
    assertThat(asked).isEmpty();
  }

  @Test
  void theOperatorMayOpenIt() {
    deploy(
        1,
        Map.of("PUNCTUAL_TRIGGER_OUTBOUND_ALLOW", "10.0.0.0/8,127.0.0.1"),
        new VertxTimers(vertx),
        false);
    assertThat(await(run(http(serve(request -> request.response().end("ok"))))).succeeded())
        .isTrue();
  }

  @Test
  void aSleepTellsHowLongItWas() {
    deploy(1, Map.of(), new VertxTimers(vertx), true);
    AttemptResult result = await(run(attempt(ActionSpec.sleep(Duration.ofMillis(30)))));
    assertThat(result.succeeded()).isTrue();
    int slept = Integer.parseInt(result.result().orElseThrow().replaceAll("\\D", ""));
    assertThat(result.result()).contains("{\"slept_ms\":" + slept + "}");
    assertThat(slept).isBetween(29, 5_000);
  }

  @Test
  void aSleepEndsAtItsTimeout() {
    deploy(1, Map.of(), new VertxTimers(vertx), true);
    RunAttempt attempt =
        new RunAttempt(
            UUID.randomUUID(),
            ActionSpec.sleep(Duration.ofHours(1)),
            Optional.empty(),
            List.of(),
            Duration.ofMillis(20),
            1);
    AttemptResult result = await(run(attempt));
    assertThat(result.error()).contains("the sleep is longer than the timeout");
    assertThat(result.retriable()).isFalse();
  }

  @Test
  void aLogEntryIsThereByItself() {
    deploy(1, Map.of(), new VertxTimers(vertx), true);
    AttemptResult result = await(run(attempt(ActionSpec.log())));
    assertThat(result)
        .isEqualTo(
            new AttemptResult(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void countersAreCountedElsewhere() {
    deploy(1, Map.of(), new VertxTimers(vertx), true);
    AttemptResult result = await(run(attempt(ActionSpec.count("visits", 1))));
    assertThat(result.error()).contains("a counter counts where it is logged, not here");
    assertThat(result.retriable()).isFalse();
  }

  @Test
  void theLimitOfAHostHoldsForAllRunnersOfANode() throws Exception {
    deploy(4, Map.of("PUNCTUAL_TRIGGER_OUTBOUND_PER_HOST", "2"), new VertxTimers(vertx), true);
    HttpServer server = serve(request -> {});
    List<Future<AttemptResult>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(run(http(server)));
    }
    Awaitility.await().until(() -> running() == 8 && asked.size() == 2);
    for (int answered = 0; answered < 8; answered++) {
      assertThat(asked.size()).isLessThanOrEqualTo(2);
      nextAsked().response().end();
    }
    calls.forEach(call -> assertThat(await(call).succeeded()).isTrue());
    assertThat(running()).isZero();
  }

  @Test
  void anEntryThatCannotBeReadStopsTheStart() {
    Config.Trigger config = config(Map.of("PUNCTUAL_TRIGGER_OUTBOUND_ALLOW", "10.0.0.0/99"));
    assertThatThrownBy(
            () ->
                new RunnerVerticle(
                    bus, Clock.systemUTC(), new VertxTimers(vertx), meters, config, false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("trigger.outbound.allow: 10.0.0.0/99 must have a prefix length from 0 to 32");
  }

  @Test
  void stoppingWaitsForWhatRunsAndTakesNothingMore() throws Exception {
    String id = deploy(1, Map.of(), new VertxTimers(vertx), true);
    HttpServer server = serve(request -> {});
    Future<AttemptResult> running = run(http(server));
    HttpServerRequest request = nextAsked();
    Future<Void> stopped = vertx.undeploy(id);
    Awaitility.await()
        .until(
            () ->
                await(
                    run(attempt(ActionSpec.log()))
                        .transform(outcome -> Future.succeededFuture(outcome.failed()))));
    Throwable refused = awaitFailure(run(http(server)));
    assertThat(((ProblemException) refused).type()).isEqualTo(ProblemType.OVERLOADED);
    assertThat(stopped.isComplete()).isFalse();
    request.response().end();
    assertThat(await(running).succeeded()).isTrue();
    await(stopped);
  }

  @Test
  void stoppingGivesUpAtItsDeadlineAndSaysThatNobodyKnows() throws Exception {
    ManualTimers timers = new ManualTimers();
    String id = deploy(1, Map.of(), timers, true);
    Future<AttemptResult> running = run(http(serve(request -> {})));
    assertThat(nextAsked().path()).isEqualTo("/");
    Future<Void> stopped = vertx.undeploy(id);
    Awaitility.await().until(() -> timers.has(Duration.ofSeconds(10)));
    vertx.getOrCreateContext().runOnContext(here -> timers.fire(Duration.ofSeconds(10)));
    Throwable failure = awaitFailure(running);
    assertThat(((ProblemException) failure).type()).isEqualTo(ProblemType.UNAVAILABLE);
    await(stopped);
    assertThat(running()).isZero();
  }

  private HttpServerRequest nextAsked() throws InterruptedException {
    return Optional.ofNullable(asked.poll(5, TimeUnit.SECONDS)).orElseThrow();
  }

  private int running() {
    return (int) meters.get("punctual_trigger_running").gauge().value();
  }

  private String deploy(
      int instances, Map<String, String> settings, Timers timers, boolean loopbackOpen) {
    Config.Trigger config = config(settings);
    return await(
        vertx.deployVerticle(
            () -> new RunnerVerticle(bus, Clock.systemUTC(), timers, meters, config, loopbackOpen),
            new DeploymentOptions().setInstances(instances)));
  }

  private static Config.Trigger config(Map<String, String> settings) {
    return ConfigLoader.load(Optional.empty(), settings).trigger();
  }

  private HttpServer serve(Handler<HttpServerRequest> behaviour) {
    return await(
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request);
                  behaviour.handle(request);
                })
            .listen(0, "127.0.0.1"));
  }

  private Future<AttemptResult> run(RunAttempt attempt) {
    return bus.request(RunnerApi.RUN, attempt);
  }

  private static RunAttempt http(HttpServer server) {
    return attempt(
        ActionSpec.http("POST", "http://127.0.0.1:" + server.actualPort() + "/", Map.of()));
  }

  private static RunAttempt attempt(ActionSpec action) {
    return new RunAttempt(
        UUID.randomUUID(),
        action,
        Optional.of("{}"),
        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        Duration.ofSeconds(9),
        1);
  }

  /** Timers that the test lets go off. */
  private static final class ManualTimers implements Timers {
    private final List<Pending> pending = new CopyOnWriteArrayList<>();

    private record Pending(Duration delay, Runnable action) {}

    @Override
    public Timer once(Duration delay, Runnable action) {
      pending.add(new Pending(delay, action));
      return () -> {};
    }

    @Override
    public Timer every(Duration period, Runnable action) {
      throw new UnsupportedOperationException();
    }

    boolean has(Duration delay) {
      return pending.stream().anyMatch(timer -> timer.delay().equals(delay));
    }

    void fire(Duration delay) {
      pending.stream()
          .filter(timer -> timer.delay().equals(delay))
          .forEach(timer -> timer.action().run());
    }
  }
}
