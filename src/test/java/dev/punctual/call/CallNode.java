package dev.punctual.call;

import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Turns;
import dev.punctual.call.CallScheduler.Stores;
import dev.punctual.call.CallScheduler.Workshop;
import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.CallPlan;
import dev.punctual.call.api.CallApi.IdempotencyKey;
import dev.punctual.call.api.CallApi.PutPolicy;
import dev.punctual.call.api.CallApi.ScheduleCalls;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.CallRetry;
import dev.punctual.call.domain.ExplicitTime;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventList;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.PlaceCall;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.PutTriggers;
import dev.punctual.trigger.api.TriggerApi.RemoveTriggers;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerSpec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Call scheduling on a turned clock, beside a Trigger Service that only remembers. */
final class CallNode implements AutoCloseable {
  static final String TENANT = "default";

  /** A Wednesday, 10:00 in New York. */
  static final Instant START = Instant.parse("2026-11-25T15:00:00Z");

  final TestClock clock = new TestClock(START);
  final TestDatabase server = TestPostgres.freshDatabase();

  /** By id, as they were put last. */
  final Map<String, TriggerSpec> triggers = new ConcurrentHashMap<>();

  /** What the runner was asked for. */
  final List<RunAttempt> attempts = new CopyOnWriteArrayList<>();

  /** What the event log has, all of it in one view. */
  final List<TriggerEvent> events = new CopyOnWriteArrayList<>();

  volatile View eventsView = View.ACTIVE;
  volatile boolean triggersAway;
  volatile Future<Done> triggersAnswer = Future.succeededFuture(Done.DONE);
  volatile AttemptResult endpointAnswer =
      new AttemptResult(
          false, Optional.empty(), Optional.of(200), Optional.empty(), Optional.empty());

  private final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Bus bus = new Bus(vertx, meters);
  private final PgDatabase database;

  CallNode() {
    PgTarget target = server.target();
    PgMigrations.run(target, List.of("call"));
    database = PgDatabase.open(vertx, target, 8, Duration.ofSeconds(5), Duration.ofSeconds(30));
    bus.serve(TriggerApi.PUT_TRIGGERS, 100, this::put);
    bus.serve(TriggerApi.REMOVE_TRIGGERS, 100, this::remove);
    bus.serve(RunnerApi.RUN, 100, this::run);
    bus.serve(EventApi.LIST_EVENTS, 100, this::events);
    Futures.await(
        vertx.deployVerticle(
            new CallVerticle(
                bus,
                database,
                new VertxTimers(vertx),
                clock,
                meters,
                new KeyRing(KeyRingTest.key(1), List.of()),
                new CallVerticle.Settings(
                    2, Duration.ofDays(2), Duration.ofDays(1), Duration.ofDays(1)))));
  }

  private Future<Done> put(PutTriggers command) {
    if (triggersAway) {
      return Future.failedFuture(ProblemType.UNAVAILABLE.because("away"));
    }
    command.triggers().forEach(given -> triggers.put(given.id(), given.spec()));
    return triggersAnswer;
  }

  private Future<Done> remove(RemoveTriggers command) {
    if (triggersAway) {
      return Future.failedFuture(ProblemType.UNAVAILABLE.because("away"));
    }
    command.ids().forEach(triggers::remove);
    return Future.succeededFuture(Done.DONE);
  }

  private Future<EventList> events(ListEvents query) {
    return Future.succeededFuture(
        new EventList(
            events.stream()
                .filter(event -> event.triggerId().equals(query.filter().triggerId()))
                .filter(event -> query.filter().source().equals(Optional.of(event.source())))
                .filter(event -> query.filter().view() == eventsView)
                .toList()));
  }

  private Future<AttemptResult> run(RunAttempt attempt) {
    attempts.add(attempt);
    return Future.succeededFuture(endpointAnswer);
  }

  /** By the value of its one label. */
  double counted(String counter, String label) {
    return meters.get(counter).counters().stream()
        .filter(one -> one.getId().getTags().get(0).getValue().equals(label))
        .mapToDouble(Counter::count)
        .sum();
  }

  <Q extends Record, R extends Record> Future<R> request(Address<Q, R> address, Q message) {
    return bus.request(address, message);
  }

  <Q extends Record, R extends Record> R ask(Address<Q, R> address, Q message) {
    return Futures.await(bus.request(address, message));
  }

  Future<CallPlan> schedule(String customer, Optional<String> key, CallRequest... requests) {
    return bus.request(
        CallApi.SCHEDULE_CALLS,
        new ScheduleCalls(
            TENANT,
            customer,
            List.of(requests),
            key.map(text -> new IdempotencyKey(text, customer + requests.length))));
  }

  /** The id of one call that was planned. */
  String planned(CallRequest request) {
    return Futures.await(schedule("c", Optional.empty(), request))
        .calls()
        .get(0)
        .scheduledTaskId()
        .orElseThrow();
  }

  AttemptResult attempt(String callId, int number) {
    return ask(
        RunnerApi.PLACE_CALL,
        new PlaceCall(TENANT, callId, UUID.randomUUID(), Duration.ofSeconds(30), number));
  }

  /** A pass of what makes interrupted work good, as of long after. */
  void settle() {
    CallTriggers link = new CallTriggers(bus);
    Futures.await(
        new Settling(
                new PgCallStore(database),
                link,
                changes(link),
                new CallMetrics(new SimpleMeterRegistry()))
            .runOnce(clock.instant().plus(Duration.ofHours(1))));
  }

  void erase(Instant now) {
    Futures.await(
        new Erasure(
                new PgCallStore(database),
                changes(new CallTriggers(bus)),
                Duration.ofDays(2),
                Duration.ofDays(1))
            .runOnce(now));
  }

  private CallChanges changes(CallTriggers link) {
    return new CallChanges(
        new Stores(new PgCallStore(database), new PgPolicyStore(database)),
        link,
        new CallEvents(bus),
        new Sealing(new KeyRing(KeyRingTest.key(1), List.of())),
        new Workshop(vertx.createSharedWorkerExecutor("test"), new Turns(), clock));
  }

  /** Nine to five on every day, three attempts two minutes apart. */
  static CallPolicy policy(
      int perHour, int days, Optional<String> endpoint, ExplicitTime explicitTime) {
    return new CallPolicy(
        CallPolicy.DEFAULT.windows(),
        Set.of(),
        days,
        perHour,
        OptionalInt.empty(),
        Optional.empty(),
        explicitTime,
        "US",
        new CallRetry(3, Duration.ofMinutes(2)),
        endpoint);
  }

  /** Makes it the policy of the customer {@code c}. */
  void policy(CallPolicy policy) {
    ask(CallApi.PUT_POLICY, new PutPolicy(TENANT, "c", policy));
  }

  static CallRequest request(String phone) {
    return new CallRequest("Grace Hopper", phone, Optional.empty(), Optional.empty());
  }

  static CallRequest at(String phone, String scheduled) {
    return new CallRequest("Grace Hopper", phone, Optional.empty(), Optional.of(scheduled));
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
    server.close();
  }
}
