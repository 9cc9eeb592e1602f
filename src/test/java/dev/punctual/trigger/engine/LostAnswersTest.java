package dev.punctual.trigger.engine;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.config.ConfigLoader;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi.Submit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database commits, and its answer is lost: nothing that exists is forgotten. */
class LostAnswersTest {
  private static final TriggerSpec SPEC =
      new TriggerSpec(
          "n",
          TriggerKind.API,
          Optional.empty(),
          Optional.empty(),
          ActionSpec.log(),
          Optional.empty(),
          true,
          Duration.ofSeconds(30),
          Overlap.ALLOW,
          Misfire.FIRE_ALL,
          RetrySpec.DEFAULT,
          Map.of());

  private final TestEventLog log = new TestEventLog();
  private final Context loop = log.vertx().getOrCreateContext();

  /** The method whose next answer is lost. */
  private final AtomicReference<String> lost = new AtomicReference<>("");

  /** What {@code load} has read arrives when this does. */
  private volatile Future<Void> onItsWay = Future.succeededFuture();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Engine engine = engine();

  private Engine engine() {
    Engine.Stores stores = Engine.Stores.in(log.database());
    return new Engine(
        new Engine.Stores(
            losing(ShardStore.class, stores.shards()),
            losing(PlanStore.class, stores.plans()),
            losing(OccurrenceStore.class, stores.occurrences()),
            stores.outcomes()),
        new Engine.Surroundings(
            new Bus(log.vertx(), new SimpleMeterRegistry()),
            new VertxTimers(log.vertx()),
            Clock.systemUTC(),
            meters),
        ConfigLoader.load(Optional.empty(), Map.of()).trigger(),
        "node");
  }

  private <T> T losing(Class<T> port, T store) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              try {
                Future<?> answer = (Future<?>) method.invoke(store, arguments);
                if (method.getName().equals("load")) {
                  answer = answer.compose(read -> onItsWay.map(read));
                }
                return lost.compareAndSet(method.getName(), "")
                    ? answer.compose(done -> Future.failedFuture("the answer was lost"))
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @BeforeEach
  void partitions() {
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    log.partitions(today, today.plus(Duration.ofDays(2)), Duration.ofDays(1));
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aClaimIsFoundOutAtTheNextHeartbeat() {
    lost.set("claim");
    awaitFailure(onLoop(engine::beat));
    assertThat(engine.report()).containsEntry("shards", 0);
    await(onLoop(engine::beat));
    assertThat(engine.report()).containsEntry("shards", 64);
    await(onLoop(() -> engine.submit(order())));
    awaitLogged(1);
  }

  @Test
  void whatWasPlannedFires() {
    await(onLoop(engine::beat));
    Instant due = Instant.now().plusMillis(500).truncatedTo(ChronoUnit.MILLIS);
    log.execute(
        "INSERT INTO trigger.definition (tenant, id, kind, name, enabled, labels, spec, version,"
            + " created_at, updated_at) VALUES ('default', 't', 'scheduled', 'n', true, '{}',"
            + " '%s', 1, now(), now())".formatted(scheduled(due)));
    log.execute("INSERT INTO trigger.cursor VALUES ('default', 't', 0, 1, '%s')".formatted(due));
    lost.set("commit");
    awaitFailure(onLoop(engine::plan));
    await(onLoop(engine::plan));
    await(onLoop(engine::beat));
    awaitLogged(1);
  }

  @Test
  void whatWasOrderedRuns() {
    await(onLoop(engine::beat));
    lost.set("order");
    awaitFailure(onLoop(() -> engine.submit(order())));
    await(onLoop(engine::beat));
    awaitLogged(1);
  }

  @Test
  void whatWasAdoptedRuns() {
    await(onLoop(engine::beat));
    await(
        Engine.Stores.in(log.database())
            .occurrences()
            .order("another", List.of(), List.of(order())));
    lost.set("adopt");
    awaitFailure(onLoop(engine::beat));
    await(onLoop(engine::beat));
    awaitLogged(1);
  }

  @Test
  void whatEndsWhileEverythingIsReadIsNotRunAgain() {
    await(onLoop(engine::beat));
    await(onLoop(() -> engine.submit(order(Instant.now().plusMillis(700)))));
    lost.set("order");
    awaitFailure(onLoop(() -> engine.submit(order())));
    Promise<Void> read = Promise.promise();
    onItsWay = read.future();
    Future<Void> beat = onLoop(engine::beat);
    awaitLogged(1);
    read.complete();
    await(beat);
    awaitLogged(2);
    assertThat(meters.get("punctual_trigger_lateness").timer().count()).isEqualTo(2);
  }

  private void awaitLogged(int events) {
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(log.query("SELECT id FROM trigger.event_active")).hasSize(events));
  }

  private static String scheduled(Instant due) {
    return Json.write(
        new TriggerSpec(
            "n",
            TriggerKind.SCHEDULED,
            Optional.of(ScheduleSpec.at(due)),
            Optional.empty(),
            ActionSpec.log(),
            Optional.empty(),
            true,
            Duration.ofSeconds(30),
            Overlap.ALLOW,
            Misfire.FIRE_ALL,
            RetrySpec.DEFAULT,
            Map.of()));
  }

  private static Submit order() {
    return order(Instant.now());
  }

  private static Submit order(Instant due) {
    Occurrence occurrence =
        Occurrence.fresh(
            UUID.randomUUID(),
            "default",
            Optional.empty(),
            TriggerKind.API,
            7,
            0,
            Source.API,
            due.truncatedTo(ChronoUnit.MICROS),
            Optional.of("{}"),
            Optional.empty());
    return new Submit(occurrence, Optional.of(SPEC), Optional.empty());
  }

  /** Everything of the engine runs on one event loop. */
  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(now -> work.get().onComplete(done));
    return done.future();
  }
}
