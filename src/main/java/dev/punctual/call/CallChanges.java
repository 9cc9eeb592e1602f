package dev.punctual.call;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Turns;
import dev.punctual.call.CallScheduler.Stores;
import dev.punctual.call.CallScheduler.Workshop;
import dev.punctual.call.CallStore.Agenda;
import dev.punctual.call.CallStore.Appointment;
import dev.punctual.call.CallStore.Move;
import dev.punctual.call.api.CallApi.ById;
import dev.punctual.call.api.CallApi.CallState;
import dev.punctual.call.api.CallApi.ChangeCall;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallEvent;
import dev.punctual.call.domain.CallEvent.Outcome;
import dev.punctual.call.domain.CallPlanner;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.Callee.Reachable;
import dev.punctual.call.domain.Phone;
import dev.punctual.postgres.PgTimes;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Moves and cancels calls that are planned. */
final class CallChanges {
  private static final int MAX_ATTEMPTS = 10;

  private final CallStore calls;
  private final PolicyStore policies;
  private final CallTriggers triggers;
  private final CallEvents events;
  private final Sealing sealing;
  private final WorkerExecutor planners;
  private final Turns turns;
  private final Clock clock;

  CallChanges(
      Stores stores, CallTriggers triggers, CallEvents events, Sealing sealing, Workshop workshop) {
    this.calls = stores.calls();
    this.policies = stores.policies();
    this.triggers = triggers;
    this.events = events;
    this.sealing = sealing;
    this.planners = workshop.planners();
    this.turns = workshop.turns();
    this.clock = workshop.clock();
  }

  Future<StoredCall> find(String tenant, String id) {
    return calls
        .find(tenant, id)
        .compose(
            found ->
                found
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(notFound(id))));
  }

  Future<CallState> get(ById query) {
    return find(query.tenant(), query.id())
        .compose(
            call ->
                event(call)
                    .map(event -> new CallState(show(call), event.map(CallChanges::outcome))));
  }

  /** Before it is due there is nothing to ask for. */
  private Future<Optional<TriggerEvent>> event(StoredCall call) {
    return isDue(call, clock.instant())
        ? events.of(call)
        : Future.succeededFuture(Optional.empty());
  }

  private static CallEvent outcome(TriggerEvent event) {
    return new CallEvent(event.id().toString(), Outcome.valueOf(event.status().name()));
  }

  private static boolean isDue(StoredCall call, Instant now) {
    return !call.scheduled().isAfter(now);
  }

  private static ProblemException due(StoredCall call) {
    return ProblemType.CALL_DUE.because("It was due at %s.".formatted(call.scheduled()));
  }

  Call show(StoredCall call) {
    Person person = sealing.person(call);
    return new Call(
        call.id(),
        call.customer(),
        person.name(),
        person.phone(),
        call.zones().get(0),
        call.scheduled(),
        call.status(),
        call.reason(),
        call.createdAt());
  }

  Future<Call> change(ChangeCall command) {
    return find(command.tenant(), command.id())
        .compose(
            call ->
                turns.take(
                    CallScheduler.turnOf(call.tenant(), call.customer()), () -> move(command, 1)))
        .map(this::show);
  }

  private Future<StoredCall> move(ChangeCall command, int attempt) {
    if (attempt > MAX_ATTEMPTS) {
      return Future.failedFuture(CallScheduler.outpaced());
    }
    return find(command.tenant(), command.id())
        .compose(
            call ->
                moved(command, call)
                    .compose(
                        moved ->
                            moved.map(this::follow).orElseGet(() -> move(command, attempt + 1))));
  }

  private Future<Optional<StoredCall>> moved(ChangeCall command, StoredCall call) {
    Instant now = PgTimes.precise(clock.instant());
    if (isDue(call, now)) {
      return Future.failedFuture(due(call));
    }
    Instant at = PgTimes.precise(command.scheduled());
    Future<PolicyStore.Stored> policy = policies.get(call.tenant(), call.customer());
    Future<Agenda> others =
        calls.agenda(
            call.tenant(), call.customer(), CallScheduler.lookBack(now), Optional.of(call.id()));
    return Future.all(policy, others)
        .compose(
            read ->
                planners.executeBlocking(
                    () -> decide(call, policy.result().policy(), others.result(), at, now), false))
        .compose(move -> calls.move(call, others.result().number(), move));
  }

  private Move decide(StoredCall call, CallPolicy policy, Agenda others, Instant at, Instant now) {
    Phone phone = sealing.person(call).phone();
    Reachable callee =
        new Reachable(phone, call.zones().stream().map(ZoneId::of).toList(), Optional.of(at));
    CallDecision decision = CallPlanner.plan(policy, now, others.planned(), List.of(callee)).get(0);
    Instant scheduled = decision.scheduled().orElseThrow(() -> refused(decision));
    return new Move(scheduled, decision.status(), decision.reason());
  }

  private static ProblemException refused(CallDecision decision) {
    String why = decision.detail().orElse("the time is not allowed");
    String instead =
        decision.suggested().map(time -> "; the nearest feasible time is " + time).orElse("");
    return Problem.invalid("/scheduled", why + instead).exception();
  }

  private Future<StoredCall> follow(StoredCall call) {
    Appointment appointment = new Appointment(call.tenant(), call.id(), call.scheduled());
    return triggers
        .put(call.tenant(), List.of(appointment))
        .compose(put -> calls.followed(appointment))
        .map(call);
  }

  Future<Done> cancel(ById command) {
    return find(command.tenant(), command.id())
        .compose(this::requireCancellable)
        .compose(call -> calls.cancel(command.tenant(), command.id()))
        .compose(
            cancelled ->
                cancelled
                    ? clear(command.tenant(), List.of(command.id()))
                    : Future.failedFuture(notFound(command.id())))
        .map(Done.DONE);
  }

  /** One that is due goes out just now, or has; unless it failed and waits to be tried again. */
  private Future<StoredCall> requireCancellable(StoredCall call) {
    if (!isDue(call, clock.instant())) {
      return Future.succeededFuture(call);
    }
    return events
        .of(call)
        .compose(
            event ->
                event.filter(CallChanges::isToBeTriedAgain).isPresent()
                    ? Future.succeededFuture(call)
                    : Future.failedFuture(due(call)));
  }

  private static boolean isToBeTriedAgain(TriggerEvent event) {
    return event.status() == EventStatus.RUNNING && event.attempts() > 0;
  }

  /** Removes calls that do not go out any more, triggers first. */
  Future<Void> clear(String tenant, List<String> ids) {
    return triggers.remove(tenant, ids).compose(removed -> calls.remove(tenant, ids));
  }

  private static ProblemException notFound(String id) {
    return ProblemType.NOT_FOUND.because("There is no call with the id " + id + ".");
  }
}
