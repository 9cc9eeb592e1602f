package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.bus.Address;
import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.retention.RetentionVerticle;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.CreateTrigger;
import dev.punctual.trigger.api.TriggerApi.CreatedTrigger;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.TriggerRow;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineVerticle;
import dev.punctual.trigger.log.EventLogVerticle;
import dev.punctual.trigger.runner.RunnerVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The Trigger Service without HTTP, on a database that may be shared with another one. */
final class TriggerNode implements AutoCloseable {
  static final String TENANT = "default";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, new SimpleMeterRegistry());
  private final TestDatabase server;
  private final PgDatabase database;
  private final Deque<String> deployments = new ArrayDeque<>();

  private TriggerNode(
      TestDatabase server,
      Map<String, String> settings,
      Clock clock,
      Optional<Function<RunAttempt, Future<AttemptResult>>> runner) {
    this.server = server;
    Config config = ConfigLoader.load(Optional.empty(), environment(settings));
    PgTarget target = server.target();
    PgMigrations.run(target, List.of("trigger"));
    database = PgDatabase.open(vertx, target, 8, Duration.ofSeconds(5), Duration.ofSeconds(30));
    VertxTimers timers = new VertxTimers(vertx);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    deploy(new RetentionVerticle(database, timers, clock, meters, config.retention()));
    runner.ifPresentOrElse(
        given -> bus.serve(RunnerApi.RUN, 20_000, given),
        () -> deploy(new RunnerVerticle(bus, clock, timers, meters, config.trigger(), true)));
    EngineVerticle engine =
        new EngineVerticle(bus, database, timers, clock, meters, config.trigger());
    deploy(engine);
    Clock time = engine.clock();
    deploy(new TriggerVerticle(bus, database, time, config.trigger()));
    deploy(new HookVerticle(bus, database, time));
    deploy(
        new EventLogVerticle(
            bus, database, time, config.retention(), new TriggerReplays(database, bus, time)));
  }

  static TriggerNode on(TestDatabase server) {
    return on(server, Map.of());
  }

  static TriggerNode on(TestDatabase server, Map<String, String> settings) {
    return new TriggerNode(server, settings, Clock.systemUTC(), Optional.empty());
  }

  /** A node on a machine whose clock is the test's. */
  static TriggerNode on(TestDatabase server, Clock clock) {
    return new TriggerNode(server, Map.of(), clock, Optional.empty());
  }

  /** A node whose runner is what the test takes for one. */
  static TriggerNode with(Function<RunAttempt, Future<AttemptResult>> runner, TestDatabase server) {
    return new TriggerNode(server, Map.of(), Clock.systemUTC(), Optional.of(runner));
  }

  private static Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putIfAbsent("PUNCTUAL_TRIGGER_HORIZON", "PT2S");
    return environment;
  }

  private void deploy(Deployable verticle) {
    deployments.push(Futures.await(vertx.deployVerticle(verticle)));
  }

  Vertx vertx() {
    return vertx;
  }

  <Q extends Record, R extends Record> Future<R> request(Address<Q, R> address, Q message) {
    return bus.request(address, message);
  }

  <Q extends Record, R extends Record> R ask(Address<Q, R> address, Q message) {
    return Futures.await(bus.request(address, message));
  }

  CreatedTrigger create(String id, TriggerSpec spec) {
    return ask(TriggerApi.CREATE_TRIGGER, new CreateTrigger(TENANT, Optional.of(id), spec));
  }

  /** Creates an API trigger; the token of its webhook. */
  String hook(String id, TriggerSpec spec) {
    return create(id, spec).trigger().hookToken().orElseThrow();
  }

  /** Asks for what is refused. */
  <Q extends Record, R extends Record> Problem refused(Address<Q, R> address, Q message) {
    Throwable failure = Futures.awaitFailure(bus.request(address, message));
    assertThat(failure).isInstanceOf(ProblemException.class);
    return ((ProblemException) failure).problem();
  }

  TriggerEvent event(UUID id) {
    return ask(EventApi.GET_EVENT, new EventById(TENANT, id));
  }

  /** The event as it ended. */
  TriggerEvent ended(UUID id) {
    return within(20).until(() -> event(id), event -> event.status() != EventStatus.RUNNING);
  }

  /** The one event of a trigger, as it ended, with its attempts. */
  TriggerEvent onlyEvent(String triggerId) {
    List<TriggerEvent> events = within(20).until(() -> events(triggerId), all -> !all.isEmpty());
    assertThat(events).hasSize(1);
    return ended(events.get(0).id());
  }

  /** The same definition under many ids. */
  void importAll(String tenant, List<String> ids, TriggerSpec spec) {
    List<TriggerRow> rows =
        IntStream.range(0, ids.size())
            .mapToObj(i -> new TriggerRow(i, Optional.of(ids.get(i)), spec))
            .toList();
    ImportTerms terms = new ImportTerms(false, false, rows.size(), List.of());
    ImportReport report = ask(TriggerApi.IMPORT_TRIGGERS, new ImportTriggers(tenant, terms, rows));
    assertThat(report.created()).as("%s", report.errors()).isEqualTo(ids.size());
  }

  List<TriggerEvent> events(String triggerId) {
    return events(TENANT, Optional.of(triggerId));
  }

  List<TriggerEvent> eventsOf(String tenant) {
    return events(tenant, Optional.empty());
  }

  private List<TriggerEvent> events(String tenant, Optional<String> triggerId) {
    EventFilter filter =
        new EventFilter(
            View.ACTIVE,
            triggerId,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return ask(EventApi.LIST_EVENTS, new ListEvents(tenant, filter, Optional.empty(), 1_001))
        .events();
  }

  /** Entries of the log, however many. */
  long logged(String triggerId) {
    return count(
        "SELECT count(*) FROM trigger.event_active WHERE trigger_id = '%s'".formatted(triggerId));
  }

  long count(String query) {
    return server.count(query);
  }

  static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(seconds));
  }

  static TriggerSpec spec(ScheduleSpec schedule, ActionSpec action) {
    return spec(schedule, action, Overlap.SKIP, Misfire.FIRE_ONCE);
  }

  static TriggerSpec spec(
      ScheduleSpec schedule, ActionSpec action, Overlap overlap, Misfire misfire) {
    return new TriggerSpec(
        "a trigger",
        TriggerKind.SCHEDULED,
        Optional.of(schedule),
        Optional.empty(),
        action,
        Optional.empty(),
        true,
        Duration.ofSeconds(30),
        overlap,
        misfire,
        RetrySpec.DEFAULT,
        Map.of());
  }

  static ScheduleSpec in(Duration delay) {
    return ScheduleSpec.at(Instant.now().plus(delay));
  }

  static ScheduleSpec every(Duration interval) {
    return ScheduleSpec.every(interval, Instant.now());
  }

  @Override
  public void close() {
    // As a node does: what others need goes last.
    deployments.forEach(id -> Futures.await(vertx.undeploy(id)));
    Futures.await(database.close());
    Futures.await(vertx.close());
  }
}
