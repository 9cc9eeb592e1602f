package dev.punctual.trigger;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Uuid7;
import dev.punctual.trigger.TriggerStore.Change;
import dev.punctual.trigger.TriggerStore.Creation;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.CreateTrigger;
import dev.punctual.trigger.api.TriggerApi.CreatedTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.api.TriggerApi.NewSecret;
import dev.punctual.trigger.api.TriggerApi.RotateSecret;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi;
import dev.punctual.trigger.engine.EngineApi.Changed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Creates, changes and deletes definitions, and tells the engine before it answers. */
final class Definitions {
  private static final int RACES = 5;

  private final Vertx vertx;
  private final TriggerStore store;
  private final Bus bus;
  private final Clock clock;
  private final Config.Trigger config;

  Definitions(Vertx vertx, TriggerStore store, Bus bus, Clock clock, Config.Trigger config) {
    this.vertx = vertx;
    this.store = store;
    this.bus = bus;
    this.clock = clock;
    this.config = config;
  }

  Future<CreatedTrigger> create(CreateTrigger command) {
    Instant now = now();
    return checked(command.spec(), Optional.empty(), now)
        .compose(
            good -> {
              String id = command.id().orElseGet(() -> Uuid7.next(clock));
              Creation creation =
                  creation(command.tenant(), id, anchored(command.spec(), now), now);
              return store
                  .create(command.tenant(), List.of(creation))
                  .compose(made -> created(creation, !made.isEmpty()));
            });
  }

  private Future<CreatedTrigger> created(Creation creation, boolean made) {
    Trigger trigger = creation.trigger();
    if (!made) {
      return Future.failedFuture(
          ProblemType.ID_TAKEN.because("A trigger has the id " + trigger.id() + " already."));
    }
    return tell(trigger, trigger.createdAt())
        .map(told -> new CreatedTrigger(trigger, creation.signingSecret()));
  }

  /** A new definition; its version goes on rising when an id is used again. */
  static Creation creation(String tenant, String id, TriggerSpec spec, Instant now) {
    Trigger trigger =
        new Trigger(
            tenant,
            id,
            now.toEpochMilli(),
            spec,
            spec.kind() == TriggerKind.API
                ? Optional.of(SigningSecrets.hookToken())
                : Optional.empty(),
            now,
            now);
    return new Creation(trigger, nextAt(spec, now), secretFor(spec));
  }

  Future<CreatedTrigger> change(ChangeTrigger command) {
    Instant now = now();
    return unmanaged(command.tenant(), command.id())
        .compose(
            stored -> {
              requireVersion(stored, command.ifVersion());
              TriggerSpec spec = anchored(command.spec(), now);
              return checked(command.spec(), Optional.of(stored.spec()), now)
                  .compose(good -> apply(stored, spec, Optional.empty(), command.ifVersion(), now));
            });
  }

  Future<Trigger> enable(EnableTrigger command) {
    return enable(command, RACES);
  }

  private Future<Trigger> enable(EnableTrigger command, int races) {
    return unmanaged(command.tenant(), command.id())
        .compose(
            stored -> {
              requireVersion(stored, command.ifVersion());
              if (stored.spec().enabled() == command.enabled()) {
                return Future.succeededFuture(stored);
              }
              OptionalLong readVersion = OptionalLong.of(stored.version());
              TriggerSpec spec = stored.spec().withEnabled(command.enabled());
              return apply(stored, spec, Optional.empty(), readVersion, now())
                  .map(CreatedTrigger::trigger)
                  .recover(
                      failure ->
                          races > 1 && command.ifVersion().isEmpty() && isRace(failure)
                              ? enable(command, races - 1)
                              : Future.failedFuture(failure));
            });
  }

  private static boolean isRace(Throwable failure) {
    return failure instanceof dev.punctual.problem.ProblemException problem
        && problem.type() == ProblemType.PRECONDITION_FAILED;
  }

  Future<NewSecret> rotate(RotateSecret command) {
    return store
        .get(command.tenant(), command.id())
        .compose(
            stored -> {
              requireVersion(stored, command.ifVersion());
              Instant now = now();
              if (secretFor(stored.spec()).isEmpty()) {
                return Future.failedFuture(
                    ProblemType.NOT_FOUND.because("Only calls by HTTP are signed."));
              }
              return apply(
                  stored,
                  stored.spec(),
                  Optional.of(now.plus(config.oldSecretValid())),
                  OptionalLong.of(stored.version()),
                  now);
            })
        .map(changed -> new NewSecret(changed.signingSecret().orElseThrow()));
  }

  private Future<CreatedTrigger> apply(
      Trigger stored,
      TriggerSpec spec,
      Optional<Instant> oldSecretUntil,
      OptionalLong ifVersion,
      Instant now) {
    Change change =
        new Change(
            stored.id(), spec, nextAt(spec, now), secretFor(spec), oldSecretUntil, ifVersion);
    return store
        .change(stored.tenant(), List.of(change), now)
        .compose(
            changed ->
                changed.isEmpty()
                    ? store
                        .get(stored.tenant(), stored.id())
                        .compose(other -> Future.failedFuture(PgTriggerStore.hasChanged(other)))
                    : tell(changed.get(0).trigger(), now)
                        .map(
                            told ->
                                new CreatedTrigger(
                                    changed.get(0).trigger(), changed.get(0).newSecret())));
  }

  Future<Done> delete(DeleteTrigger command) {
    Instant now = now();
    return unmanaged(command.tenant(), command.id())
        .compose(stored -> store.delete(stored.tenant(), stored.id(), command.ifVersion(), now))
        .compose(version -> tell(new Changed(command.tenant(), command.id(), version, now, true)));
  }

  private Future<Trigger> unmanaged(String tenant, String id) {
    return store.get(tenant, id).map(Trigger::requireUnmanaged);
  }

  /**
   * The engine of this node has heard of it before the client does; engines elsewhere hear of it
   * from the transaction itself.
   */
  private Future<Done> tell(Trigger trigger, Instant since) {
    return tell(new Changed(trigger.tenant(), trigger.id(), trigger.version(), since, false));
  }

  private Future<Done> tell(Changed change) {
    return bus.request(EngineApi.CHANGED, change).otherwise(Done.DONE);
  }

  private Future<Void> checked(TriggerSpec spec, Optional<TriggerSpec> stored, Instant now) {
    if (spec.jsonSchema().isEmpty()) {
      DefinitionCheck.require(spec, stored, now);
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          DefinitionCheck.require(spec, stored, now);
          return null;
        },
        false);
  }

  static void requireVersion(Trigger stored, OptionalLong wanted) {
    if (wanted.isPresent() && wanted.getAsLong() != stored.version()) {
      throw PgTriggerStore.hasChanged(stored);
    }
  }

  static TriggerSpec anchored(TriggerSpec spec, Instant now) {
    return spec.schedule()
        .map(schedule -> spec.withSchedule(schedule.anchoredAt(now)))
        .orElse(spec);
  }

  static Optional<Instant> nextAt(TriggerSpec spec, Instant now) {
    Optional<ScheduleSpec> schedule = spec.enabled() ? spec.schedule() : Optional.empty();
    return schedule.flatMap(given -> Schedule.of(given).next(now)).map(Due::scheduledFor);
  }

  static Optional<String> secretFor(TriggerSpec spec) {
    return spec.action().type() == ActionSpec.Type.HTTP
        ? Optional.of(SigningSecrets.secret())
        : Optional.empty();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
