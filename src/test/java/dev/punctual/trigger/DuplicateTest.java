package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.attempts;
import static dev.punctual.trigger.Specs.post;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.in;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.config.ConfigLoader;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Call;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.time.Uuid7;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Shards;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.engine.EngineApi;
import dev.punctual.trigger.engine.EngineApi.Changed;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.runner.RunnerVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is sent or done twice is one event, and the endpoint can tell that it was. */
@TestInstance(Lifecycle.PER_CLASS)
class DuplicateTest {
  private final Sink sink = new Sink();

  /** Runners on a bus of their own: the test stands between them and the engine. */
  private final Vertx runners = Vertx.vertx();

  private final Bus bus = new Bus(runners, new SimpleMeterRegistry());
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final TriggerNode node;

  DuplicateTest() {
    Futures.await(
        runners.deployVerticle(
            new RunnerVerticle(
                bus,
                Clock.systemUTC(),
                new VertxTimers(runners),
                new SimpleMeterRegistry(),
                ConfigLoader.load(Optional.empty(), Map.of()).trigger(),
                true)));
    node = TriggerNode.with(this::run, database);
  }

  @AfterEach
  void nothingIsLostAnyMore() {
    lostAnswers.set(0);
  }

  @AfterAll
  void stop() {
    node.close();
    Futures.await(runners.close());
    database.close();
    sink.close();
  }

  /** The real thing, but for the answers that are lost on their way back. */
  private Future<AttemptResult> run(RunAttempt attempt) {
    boolean lost = lostAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    return bus.request(RunnerApi.RUN, attempt)
        .compose(
            result ->
                lost
                    ? Future.failedFuture(ProblemType.UNAVAILABLE.because("The runner is gone."))
                    : Future.succeededFuture(result));
  }

  @Test
  void aRunnerThatDiesAfterSendingUsesUpNoAttempt() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    lostAnswers.set(2);
    node.create(
        "lost",
        Specs.scheduled(in(Duration.ofMillis(200)), post(endpoint.url()))
            .retry(attempts(1))
            .build());
    TriggerEvent event = node.onlyEvent("lost");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.attempts()).isEqualTo(1);
    assertThat(event.attemptLog()).hasSize(1);
    assertThat(endpoint.calls())
        .extracting(Call::id)
        .containsOnly(event.id().toString())
        .hasSize(3);
    assertThat(node.logged("lost")).isEqualTo(1);
  }

  @Test
  void anAttemptThatIsAskedForTwiceHasOneId() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    RunAttempt attempt =
        new RunAttempt(
            UUID.randomUUID(),
            post(endpoint.url()),
            Optional.of("{}"),
            List.of(),
            Duration.ofSeconds(5),
            1);
    node.ask(RunnerApi.RUN, attempt);
    node.ask(RunnerApi.RUN, attempt);
    assertThat(endpoint.calls())
        .extracting(Call::id)
        .containsOnly(attempt.eventId().toString())
        .hasSize(2);
  }

  @Test
  void anOccurrenceThatIsSubmittedTwiceIsOneEvent() {
    Promise<Void> release = Promise.promise();
    Endpoint endpoint = sink.endpoint(Sink.after(release.future(), Sink.status(200)));
    Trigger trigger = node.create("twice", Specs.api(post(endpoint.url())).build()).trigger();
    Submit submit = new Submit(occurrence(trigger), Optional.empty(), Optional.empty());
    Stream.of(submit, submit, submit)
        .map(order -> node.request(EngineApi.SUBMIT, order))
        .toList()
        .forEach(Futures::await);
    within(20).until(() -> !endpoint.calls().isEmpty());
    node.ask(EngineApi.SUBMIT, submit);
    release.complete();
    assertThat(node.ended(submit.occurrence().id()).status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(endpoint.calls()).hasSize(1);
    assertThat(node.logged("twice")).isEqualTo(1);
  }

  private static Occurrence occurrence(Trigger trigger) {
    return Occurrence.fresh(
        UUID.fromString(Uuid7.next(Clock.systemUTC())),
        TENANT,
        Optional.of(trigger.id()),
        TriggerKind.API,
        Shards.of(TENANT, trigger.id()),
        trigger.version(),
        Source.API,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        Optional.of("{}"),
        Optional.empty());
  }

  @Test
  void newsThatComeTwiceChangeNothing() {
    Duration rate = Duration.ofMillis(100);
    Trigger trigger =
        node.create("news", Specs.scheduled(TriggerNode.every(rate), ActionSpec.log()).build())
            .trigger();
    Changed changed = new Changed(TENANT, "news", trigger.version(), trigger.createdAt(), false);
    for (int round = 1; round <= 10; round++) {
      int least = 2 * round;
      node.ask(EngineApi.CHANGED, changed);
      node.ask(EngineApi.CHANGED, changed);
      within(20).until(() -> node.events("news").size() >= least);
    }
    List<Instant> instants =
        node.events("news").stream().map(TriggerEvent::scheduledFor).sorted().toList();
    for (int i = 1; i < instants.size(); i++) {
      assertThat(Duration.between(instants.get(i - 1), instants.get(i))).isEqualTo(rate);
    }
  }

  /** As after a pause of the node for longer than its lease: somebody else has its shards. */
  @Test
  void aRunThatIsTakenOverMeanwhileIsLoggedOnce() {
    Promise<Void> release = Promise.promise();
    Endpoint endpoint =
        sink.endpoint(Sink.after(release.future(), Sink.status(200)), Sink.status(200));
    node.create("taken", Specs.scheduled(in(Duration.ofMillis(200)), post(endpoint.url())).build());
    within(20)
        .until(
            () -> node.events("taken").stream().anyMatch(e -> e.status() == EventStatus.RUNNING));
    database.execute("UPDATE trigger.shard SET owner = NULL, epoch = epoch + 1");
    within(20).until(() -> endpoint.calls().size() == 2);
    TriggerEvent event = node.onlyEvent("taken");
    release.complete();
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.attempts()).isEqualTo(1);
    assertThat(endpoint.calls()).extracting(Call::id).containsOnly(event.id().toString());
    // What is recorded later comes after what the first call's answer made of it.
    node.create("after", Specs.scheduled(in(Duration.ofMillis(200)), ActionSpec.log()).build());
    node.onlyEvent("after");
    assertThat(node.logged("taken")).isEqualTo(1);
  }
}
