package dev.punctual.call;

import dev.punctual.bus.Turns;
import dev.punctual.call.CallPlanning.Planned;
import dev.punctual.call.CallStore.Agenda;
import dev.punctual.call.CallStore.Appointment;
import dev.punctual.call.api.CallApi.CallPlan;
import dev.punctual.call.api.CallApi.PlannedCall;
import dev.punctual.call.api.CallApi.ScheduleCalls;
import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.Callee.Reachable;
import dev.punctual.postgres.PgTimes;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans batches: the calls are stored, then their triggers, and only then anybody is told. A
 * customer's batches on this node come one after another; what another node plans in between is
 * noticed when the batch is stored, and it is planned again.
 */
final class CallScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(CallScheduler.class);
  private static final int MAX_ATTEMPTS = 10;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Calls of the last hour still take their part of the hourly capacity. */
  private static final Duration LOOK_BACK = Duration.ofHours(1);

  private final CallStore calls;
  private final PolicyStore policies;
  private final CallTriggers triggers;
  private final Sealing sealing;
  private final CallPlanning planning;
  private final WorkerExecutor planners;
  private final Turns turns;
  private final KeysInFlight keys = new KeysInFlight();
  private final Clock clock;
  private final CallMetrics metrics;

  CallScheduler(
      Stores stores,
      CallTriggers triggers,
      Sealing sealing,
      Workshop workshop,
      CallMetrics metrics) {
    this.calls = stores.calls();
    this.policies = stores.policies();
    this.triggers = triggers;
    this.sealing = sealing;
    this.planning = new CallPlanning(new Phones());
    this.planners = workshop.planners();
    this.turns = workshop.turns();
    this.clock = workshop.clock();
    this.metrics = metrics;
  }

  record Stores(CallStore calls, PolicyStore policies) {}

  /**
   * What plans are made with.
   *
   * @param turns of a customer's plans
   */
  record Workshop(WorkerExecutor planners, Turns turns, Clock clock) {}

  private record Draft(Batch batch, List<StoredCall> calls, CallPlan plan) {}

  static String turnOf(String tenant, String customer) {
    return tenant + " " + customer;
  }

  static Instant lookBack(Instant now) {
    return now.minus(LOOK_BACK);
  }

  Future<CallPlan> schedule(ScheduleCalls command) {
    String turn = turnOf(command.tenant(), command.customer());
    return keys.run(command, () -> turns.take(turn, () -> attempt(command, 1)));
  }

  private Future<CallPlan> attempt(ScheduleCalls command, int attempt) {
    if (attempt > MAX_ATTEMPTS) {
      return Future.failedFuture(outpaced());
    }
    return earlier(command)
        .compose(
            earlier ->
                earlier
                    .map(batch -> attempt == 1 ? replay(command, batch) : overtaken())
                    .orElseGet(() -> plan(command, attempt)));
  }

  /** Another node has stored a batch with the same key while this one was planned. */
  private static Future<CallPlan> overtaken() {
    return Future.failedFuture(KeysInFlight.inFlight());
  }

  static RuntimeException outpaced() {
    return new Problem(ProblemType.OVERLOADED, "Other nodes plan this customer's calls faster.")
        .retryAfter(RETRY)
        .exception();
  }

  private Future<Optional<Batch>> earlier(ScheduleCalls command) {
    return command
        .key()
        .map(key -> calls.batch(command.tenant(), key.text()))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  /** A batch whose placing was interrupted is placed first. */
  private Future<CallPlan> replay(ScheduleCalls command, Batch batch) {
    return answer(command, batch)
        .compose(
            answer ->
                batch.placed()
                    ? Future.succeededFuture(answer)
                    : calls
                        .appointments(batch.tenant(), batch.id())
                        .compose(found -> place(batch, found))
                        .map(answer));
  }

  private Future<CallPlan> answer(ScheduleCalls command, Batch batch) {
    return planners.executeBlocking(
        () -> {
          Sealing.Answer first =
              sealing.answer(batch.key().orElseThrow().answer(), batch.tenant(), batch.id());
          if (!first.fingerprint().equals(command.key().orElseThrow().fingerprint())) {
            throw KeysInFlight.reused();
          }
          return new CallPlan(first.calls(), true);
        },
        false);
  }

  private Future<CallPlan> plan(ScheduleCalls command, int attempt) {
    Instant now = PgTimes.precise(clock.instant());
    Future<PolicyStore.Stored> policy = policies.get(command.tenant(), command.customer());
    Future<Agenda> agenda =
        calls.agenda(command.tenant(), command.customer(), lookBack(now), Optional.empty());
    return Future.all(policy, agenda)
        .compose(
            read ->
                planners.executeBlocking(
                    () -> draft(command, policy.result().policy(), agenda.result(), now), false))
        .compose(
            draft ->
                store(command, agenda.result(), draft)
                    .compose(
                        stored ->
                            stored
                                ? place(draft.batch(), appointments(draft))
                                    .onSuccess(placed -> tell(command, draft))
                                    .map(draft.plan())
                                : attempt(command, attempt + 1)));
  }

  private Draft draft(ScheduleCalls command, CallPolicy policy, Agenda agenda, Instant now) {
    List<Planned> planned = planning.plan(policy, now, agenda.planned(), command.requests());
    List<PlannedCall> answers = new ArrayList<>(planned.size());
    List<StoredCall> placed = new ArrayList<>(planned.size());
    for (int place = 0; place < planned.size(); place++) {
      Planned entry = planned.get(place);
      Optional<StoredCall> call = call(command, command.requests().get(place), entry, now);
      call.ifPresent(placed::add);
      answers.add(new PlannedCall(entry.decision(), call.map(StoredCall::id)));
    }
    String id = Uuid7.next(clock);
    Optional<Batch.Key> key =
        command
            .key()
            .map(
                given ->
                    new Batch.Key(
                        given.text(),
                        sealing.seal(
                            new Sealing.Answer(given.fingerprint(), answers),
                            command.tenant(),
                            id)));
    return new Draft(
        new Batch(command.tenant(), id, false, key, now), placed, new CallPlan(answers, false));
  }

  private Optional<StoredCall> call(
      ScheduleCalls command, CallRequest request, Planned planned, Instant now) {
    CallDecision decision = planned.decision();
    if (decision.scheduled().isEmpty() || !(planned.callee() instanceof Reachable callee)) {
      return Optional.empty();
    }
    String id = Uuid7.next(clock);
    Person person = new Person(request.name(), callee.phone());
    return Optional.of(
        new StoredCall(
            command.tenant(),
            id,
            command.customer(),
            sealing.seal(person, command.tenant(), id),
            callee.zones().stream().map(ZoneId::getId).toList(),
            PgTimes.precise(decision.scheduled().get()),
            decision.status(),
            decision.reason(),
            now));
  }

  private Future<Boolean> store(ScheduleCalls command, Agenda seen, Draft draft) {
    boolean nothingToKeep = draft.calls().isEmpty() && draft.batch().key().isEmpty();
    return nothingToKeep
        ? Future.succeededFuture(true)
        : calls.add(draft.batch(), command.customer(), seen.number(), draft.calls());
  }

  private void tell(ScheduleCalls command, Draft draft) {
    draft.plan().calls().forEach(call -> metrics.planned(call.decision().status()));
    LOG.atInfo()
        .addKeyValue("batch", draft.batch().id())
        .addKeyValue("customer", command.customer())
        .addKeyValue("received", command.requests().size())
        .addKeyValue("placed", draft.calls().size())
        .log("Planned calls");
  }

  private static List<Appointment> appointments(Draft draft) {
    return draft.calls().stream()
        .map(call -> new Appointment(call.tenant(), call.id(), call.scheduled()))
        .toList();
  }

  /** Where this does not succeed, {@link Settling} makes up for it. */
  private Future<Void> place(Batch batch, List<Appointment> appointments) {
    return triggers
        .put(batch.tenant(), appointments)
        .compose(put -> calls.placed(batch.tenant(), batch.id()));
  }
}
