package dev.punctual.trigger;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.problem.Problem;
import dev.punctual.trigger.Occurrences.Wish;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.CounterList;
import dev.punctual.trigger.api.TriggerApi.FiringList;
import dev.punctual.trigger.api.TriggerApi.Preview;
import dev.punctual.trigger.api.TriggerApi.PreviewList;
import dev.punctual.trigger.api.TriggerApi.TestDefinition;
import dev.punctual.trigger.api.TriggerApi.TestTrigger;
import dev.punctual.trigger.api.TriggerApi.TriggerList;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.ScheduleCheck;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Definitions of triggers on the bus, and what can be asked of one. */
public final class TriggerVerticle extends VerticleBase {
  private static final int BACKLOG = 2_000;
  private static final int IMPORT_BACKLOG = 64;

  private final Bus bus;
  private final Clock clock;
  private final Config.Trigger config;
  private final TriggerStore store;

  public TriggerVerticle(Bus bus, PgDatabase database, Clock clock, Config.Trigger config) {
    this.bus = bus;
    this.clock = clock;
    this.config = config;
    this.store = new PgTriggerStore(database, clock);
  }

  @Override
  public Future<?> start() {
    serveDefinitions(new Definitions(vertx, store, bus, clock, config));
    serveRuns(new Occurrences(bus, clock), new PayloadCheck(vertx));
    serveQuestions();
    return Future.succeededFuture();
  }

  private void serveDefinitions(Definitions definitions) {
    bus.serve(TriggerApi.CREATE_TRIGGER, BACKLOG, definitions::create);
    bus.serve(TriggerApi.CHANGE_TRIGGER, BACKLOG, definitions::change);
    bus.serve(TriggerApi.ENABLE_TRIGGER, BACKLOG, definitions::enable);
    bus.serve(TriggerApi.DELETE_TRIGGER, BACKLOG, definitions::delete);
    bus.serve(TriggerApi.ROTATE_SECRET, BACKLOG, definitions::rotate);
    BulkDefinitions bulk = new BulkDefinitions(store, bus, clock);
    bus.serve(TriggerApi.PUT_TRIGGERS, BACKLOG, bulk::put);
    bus.serve(TriggerApi.REMOVE_TRIGGERS, BACKLOG, bulk::remove);
    bus.serve(
        TriggerApi.IMPORT_TRIGGERS, IMPORT_BACKLOG, q -> store.importRows(q, clock.instant()));
  }

  private void serveRuns(Occurrences occurrences, PayloadCheck payloads) {
    bus.serve(TriggerApi.TEST_TRIGGER, BACKLOG, q -> test(occurrences, payloads, q));
    bus.serve(TriggerApi.TEST_DEFINITION, BACKLOG, q -> test(occurrences, q));
  }

  private void serveQuestions() {
    bus.serve(TriggerApi.GET_TRIGGER, BACKLOG, q -> store.get(q.tenant(), q.id()));
    bus.serve(TriggerApi.LIST_TRIGGERS, BACKLOG, q -> store.list(q).map(TriggerList::new));
    bus.serve(TriggerApi.PREVIEW, BACKLOG, this::preview);
    bus.serve(
        TriggerApi.UPCOMING_OF_TRIGGER,
        BACKLOG,
        q ->
            store
                .get(q.tenant(), q.id())
                .map(trigger -> upcoming(List.of(trigger), Optional.empty(), q.limit())));
    bus.serve(
        TriggerApi.UPCOMING,
        BACKLOG,
        q ->
            store
                .soonest(q.tenant(), q.limit(), clock.instant())
                .map(triggers -> upcoming(triggers, q.until(), q.limit())));
    bus.serve(TriggerApi.GET_COUNTER, BACKLOG, q -> store.counter(q.tenant(), q.name()));
    bus.serve(TriggerApi.LIST_COUNTERS, BACKLOG, q -> store.counters(q).map(CounterList::new));
  }

  private FiringList upcoming(List<Trigger> triggers, Optional<Instant> until, int limit) {
    return new FiringList(Upcoming.firings(triggers, clock.instant(), until, limit));
  }

  private Future<Accepted> test(Occurrences occurrences, PayloadCheck payloads, TestTrigger query) {
    Wish wish =
        new Wish(Source.MANUAL_TEST, query.payload(), Optional.of("test run"), Optional.empty());
    return occurrences.of(
        outdated ->
            store
                .get(query.tenant(), query.id())
                .map(Trigger::requireUnmanaged)
                .compose(
                    trigger -> {
                      Definitions.requireVersion(trigger, query.ifVersion());
                      return payloads.check(trigger, query.payload().or(trigger.spec()::payload));
                    }),
        wish);
  }

  private Future<Accepted> test(Occurrences occurrences, TestDefinition query) {
    Instant now = clock.instant();
    Wish wish =
        new Wish(
            Source.MANUAL_TEST,
            query.spec().payload(),
            Optional.of("test run of a definition that is not stored"),
            Optional.empty());
    return vertx
        .executeBlocking(
            () -> {
              DefinitionCheck.require(query.spec(), Optional.empty(), now);
              PayloadCheck.requireValid(query.spec());
              return query.spec();
            },
            false)
        .compose(spec -> occurrences.once(query.tenant(), spec, wish));
  }

  private Future<PreviewList> preview(Preview query) {
    Instant now = clock.instant();
    Instant from = query.from().orElse(now);
    // What is over by a later begin makes sense all the same: it has no firings.
    Instant valid = from.isBefore(now) ? from : now;
    var errors = ScheduleCheck.errors(query.schedule(), valid, "/schedule");
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
    Schedule schedule = Schedule.of(query.schedule().anchoredAt(from));
    List<Due> due = new ArrayList<>();
    Optional<Due> next = schedule.next(from.minusNanos(1_000));
    while (next.isPresent() && due.size() < query.count()) {
      due.add(next.get());
      next = schedule.next(next.get().scheduledFor());
    }
    return Future.succeededFuture(new PreviewList(due));
  }
}
