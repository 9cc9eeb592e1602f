package dev.punctual.http;

import dev.punctual.batch.ImportErrors;
import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventList;
import dev.punctual.trigger.api.EventApi.Percentiles;
import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.api.EventApi.Replayed;
import dev.punctual.trigger.api.EventApi.Summary;
import dev.punctual.trigger.api.EventApi.Tail;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.api.EventApi.TailPosition;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.Counter;
import dev.punctual.trigger.api.TriggerApi.CounterList;
import dev.punctual.trigger.api.TriggerApi.CreatedTrigger;
import dev.punctual.trigger.api.TriggerApi.Firing;
import dev.punctual.trigger.api.TriggerApi.FiringList;
import dev.punctual.trigger.api.TriggerApi.NewSecret;
import dev.punctual.trigger.api.TriggerApi.PreviewList;
import dev.punctual.trigger.api.TriggerApi.TriggerList;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A real HTTP server before a Trigger Service that lives in memory: definitions with versions, a
 * log that only grows, and the last message of every kind.
 */
final class FakeTriggerService implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-30T09:00:00.123456Z");
  static final UUID EVENT = UUID.fromString("019ad2f0-0000-7000-8000-000000000001");
  static final String SECRET = "whsec_c2VjcmV0";

  final List<TriggerEvent> log = new CopyOnWriteArrayList<>();

  /** So many changes find that somebody was faster. */
  final AtomicInteger racesToLose = new AtomicInteger();

  /** How many webhooks have come. */
  final AtomicInteger webhooks = new AtomicInteger();

  volatile Future<Void> webhooksWaitFor = Future.succeededFuture();

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx =
      Vertx.builder()
          .with(
              new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
          .withMetrics(new MicrometerMetricsFactory(meters))
          .build();
  private final Bus bus = new Bus(vertx, meters);
  private final TestDatabase server = TestPostgres.freshDatabase();
  private final Map<Class<?>, Record> last = new ConcurrentHashMap<>();
  private final Map<String, Trigger> triggers = new ConcurrentSkipListMap<>();
  private final Set<String> hookKeys = ConcurrentHashMap.newKeySet();
  private final HttpVerticle.Front front;
  private final String deployment;

  FakeTriggerService(Map<String, String> settings) {
    serveDefinitions();
    serveFirings();
    serveEvents();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("PUNCTUAL_HTTP_PORT", "0");
    Config config = ConfigLoader.load(Optional.empty(), environment);
    front =
        new HttpVerticle.Front(
            Futures.await(Contract.load(vertx)),
            bus,
            database(),
            config.http(),
            new HttpVerticle.Front.Access(config.apiKeys(), "service"),
            new HttpVerticle.Front.Surroundings(
                Clock.systemUTC(), new VertxTimers(vertx), new Health(vertx), meters));
    deployment = Futures.await(vertx.deployVerticle(new HttpVerticle(front)));
  }

  private PgDatabase database() {
    PgTarget target = server.target();
    PgMigrations.run(target, List.of("http"));
    return PgDatabase.open(vertx, target, 2, Duration.ofSeconds(5), Duration.ofSeconds(30));
  }

  Api api() {
    return new Api(URI.create("http://127.0.0.1:" + front.port()));
  }

  String metrics() {
    return meters.scrape();
  }

  /** The last message of a kind. */
  <Q extends Record> Q last(Class<Q> type) {
    return Optional.ofNullable(last.get(type))
        .map(type::cast)
        .orElseThrow(() -> new AssertionError("nobody sent a " + type.getSimpleName()));
  }

  boolean received(Class<? extends Record> type) {
    return last.containsKey(type);
  }

  void hint() {
    bus.publish(EventApi.EVENTS_LOGGED, new EventApi.EventsLogged(1));
  }

  void stopServer() {
    Futures.await(vertx.undeploy(deployment));
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
    server.close();
  }

  private <Q extends Record, R extends Record> void serve(
      Address<Q, R> address, Function<Q, R> answer) {
    bus.serve(
        address,
        1_000,
        message -> {
          last.put(message.getClass(), message);
          return Future.succeededFuture(answer.apply(message));
        });
  }

  private void serveDefinitions() {
    serve(
        TriggerApi.CREATE_TRIGGER,
        command -> store(command.id().orElse("made-here"), 1, command.spec()));
    serve(TriggerApi.GET_TRIGGER, query -> find(query.id()));
    serve(TriggerApi.LIST_TRIGGERS, query -> new TriggerList(List.copyOf(triggers.values())));
    serve(TriggerApi.CHANGE_TRIGGER, this::change);
    serve(
        TriggerApi.ENABLE_TRIGGER,
        command -> {
          Trigger current = find(command.id());
          requireVersion(current, command.ifVersion());
          TriggerSpec spec = current.spec().withEnabled(command.enabled());
          return store(command.id(), current.version() + 1, spec).trigger();
        });
    serve(
        TriggerApi.DELETE_TRIGGER,
        command -> {
          requireVersion(find(command.id()), command.ifVersion());
          triggers.remove(command.id());
          return Done.DONE;
        });
    serve(
        TriggerApi.ROTATE_SECRET,
        command -> {
          requireVersion(find(command.id()), command.ifVersion());
          return new NewSecret(SECRET);
        });
    serve(
        TriggerApi.IMPORT_TRIGGERS,
        command -> {
          ImportErrors errors = new ImportErrors(command.terms());
          return errors.rejectAll() ? errors.nothingDone() : errors.done(command.rows().size(), 0);
        });
  }

  private CreatedTrigger change(ChangeTrigger command) {
    Trigger current = find(command.id());
    if (racesToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      current = store(command.id(), current.version() + 1, current.spec()).trigger();
    }
    requireVersion(current, command.ifVersion());
    return store(command.id(), current.version() + 1, command.spec());
  }

  private CreatedTrigger store(String id, long version, TriggerSpec spec) {
    boolean isApi = spec.kind() == TriggerKind.API;
    boolean isHttp = spec.action().type() == ActionSpec.Type.HTTP;
    Trigger trigger =
        new Trigger(
            "default",
            id,
            version,
            spec,
            isApi ? Optional.of("token-of-" + id) : Optional.empty(),
            NOW,
            NOW);
    triggers.put(id, trigger);
    return new CreatedTrigger(
        trigger, isHttp && version == 1 ? Optional.of(SECRET) : Optional.empty());
  }

  private Trigger find(String id) {
    return Optional.ofNullable(triggers.get(id))
        .orElseThrow(() -> ProblemType.NOT_FOUND.because("There is no trigger " + id + "."));
  }

  private static void requireVersion(Trigger current, OptionalLong wanted) {
    if (wanted.isPresent() && wanted.getAsLong() != current.version()) {
      throw ProblemType.PRECONDITION_FAILED.because("It is another version.");
    }
  }

  private void serveFirings() {
    serve(TriggerApi.TEST_TRIGGER, command -> new Accepted(EVENT, false));
    serve(TriggerApi.TEST_DEFINITION, command -> new Accepted(EVENT, false));
    bus.serve(
        HookApi.ACCEPT_PAYLOAD,
        10_000,
        message -> {
          last.put(message.getClass(), message);
          webhooks.incrementAndGet();
          boolean replayed = message.idempotencyKey().map(key -> !hookKeys.add(key)).orElse(false);
          return webhooksWaitFor.map(new Accepted(EVENT, replayed));
        });
    serve(
        TriggerApi.PREVIEW,
        query ->
            new PreviewList(
                List.of(
                    new Due(NOW, Optional.empty()),
                    new Due(NOW.plusSeconds(1), Optional.of("moved by the clocks")))));
    FiringList firings = new FiringList(List.of(new Firing("t", "T", NOW)));
    serve(TriggerApi.UPCOMING_OF_TRIGGER, query -> firings);
    serve(TriggerApi.UPCOMING, query -> firings);
    serve(TriggerApi.GET_COUNTER, query -> new Counter(query.name(), 3, NOW));
    serve(
        TriggerApi.LIST_COUNTERS, query -> new CounterList(List.of(new Counter("orders", 3, NOW))));
  }

  private void serveEvents() {
    serve(EventApi.LIST_EVENTS, query -> new EventList(List.copyOf(log)));
    serve(
        EventApi.GET_EVENT,
        query ->
            log.stream()
                .filter(event -> event.id().equals(query.id()))
                .findFirst()
                .orElseThrow(() -> ProblemType.NOT_FOUND.because("It is gone.")));
    serve(
        EventApi.SUMMARISE,
        query ->
            new Summary(
                List.of(
                    new TriggerSummary(
                        "t",
                        Map.of("running", 1L, "success", 2L),
                        Map.of("skipped", 1L),
                        new Percentiles(1.5, 2, 3),
                        new Percentiles(0, 0, 0)))));
    serve(EventApi.REPLAY_EVENT, command -> new Accepted(EVENT, false));
    serve(EventApi.REPLAY_EVENTS, command -> new Replayed(4, command.dryRun() ? 0 : 4));
    serve(EventApi.READ_TAIL, this::tail);
  }

  /**
   * As the real one, it gives the last event of the page before once more, and a few that are older
   * than the one that a client saw last.
   */
  private Tail tail(ReadTail query) {
    if (query.after().isEmpty()) {
      return new Tail(List.of(), place(log.size()));
    }
    TailPosition after = query.after().get();
    int begin =
        after
            .loggedAt()
            .map(at -> (int) Duration.between(NOW, at).toSeconds())
            .orElseGet(() -> placeBefore(after.id()));
    int end = Math.min(log.size(), begin + query.limit());
    List<TailEvent> events =
        log.subList(Math.max(0, begin - 1), end).stream()
            .map(event -> new TailEvent(event, place(log.indexOf(event) + 1)))
            .toList();
    return new Tail(events, place(end));
  }

  private static TailPosition place(int index) {
    return new TailPosition(Optional.of(NOW.plusSeconds(index)), EVENT);
  }

  private int placeBefore(UUID id) {
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).id().equals(id)) {
        return Math.max(1, i - 1);
      }
    }
    throw ProblemType.NOT_FOUND.because("No such event.");
  }

  /** An event that has ended well. */
  static TriggerEvent event(UUID id, String triggerId, EventStatus status) {
    return new TriggerEvent(
        id,
        Optional.of(triggerId),
        TriggerKind.SCHEDULED,
        Source.MANUAL_TEST,
        NOW,
        NOW.plusMillis(2),
        Optional.of(NOW.plusMillis(5)),
        2,
        status,
        1,
        Optional.of("{\"n\":\n1.50}"),
        Optional.of("7"),
        Optional.empty(),
        List.of(
            new Attempt(1, NOW, NOW, Optional.of(500), Optional.of("answered 500")),
            new Attempt(2, NOW, NOW, Optional.empty(), Optional.empty())));
  }

  static TriggerEvent withPayload(TriggerEvent event, String payload) {
    return new TriggerEvent(
        event.id(),
        event.triggerId(),
        event.triggerKind(),
        event.source(),
        event.scheduledFor(),
        event.firedAt(),
        event.finishedAt(),
        event.latenessMs(),
        event.status(),
        event.attempts(),
        Optional.of(payload),
        event.result(),
        event.note(),
        event.attemptLog());
  }
}
