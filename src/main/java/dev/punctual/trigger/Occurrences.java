package dev.punctual.trigger;

import dev.punctual.bus.Bus;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Uuid7;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Shards;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi;
import dev.punctual.trigger.engine.EngineApi.Fate;
import dev.punctual.trigger.engine.EngineApi.IdempotencyKey;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.EngineApi.Submitted;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Makes occurrences that are asked for, and has the engine of this node store and run them. */
final class Occurrences {
  private static final int RACES = 5;

  private final Bus bus;
  private final Clock clock;

  Occurrences(Bus bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  /** What is to be run. */
  record Wish(
      Source source,
      Optional<String> payload,
      Optional<String> note,
      Optional<IdempotencyKey> key) {}

  /** Runs a definition that is not stored. */
  Future<Accepted> once(String tenant, TriggerSpec spec, Wish wish) {
    UUID id = newId();
    Occurrence occurrence =
        Occurrence.fresh(
            id,
            tenant,
            Optional.empty(),
            spec.kind(),
            Shards.of(tenant, id.toString()),
            0,
            wish.source(),
            now(),
            wish.payload(),
            wish.note());
    return bus.request(
            EngineApi.SUBMIT, new Submit(occurrence, Optional.of(spec), Optional.empty()))
        .map(submitted -> new Accepted(submitted.eventId(), false));
  }

  /** Finds the trigger that is to run, or refuses. */
  interface Target {
    /**
     * The trigger as it is known.
     *
     * @param outdated what was answered before is not what is stored by now
     */
    Future<Trigger> find(boolean outdated);
  }

  /** Runs a stored trigger. */
  Future<Accepted> of(Target target, Wish wish) {
    return of(target, wish, 0);
  }

  private Future<Accepted> of(Target target, Wish wish, int races) {
    return target
        .find(races > 0)
        .compose(current -> bus.request(EngineApi.SUBMIT, submit(current, wish)))
        .compose(
            submitted ->
                submitted.fate() == Fate.OUTDATED && races < RACES
                    ? of(target, wish, races + 1)
                    : accepted(submitted));
  }

  private static Future<Accepted> accepted(Submitted submitted) {
    return switch (submitted.fate()) {
      case STORED -> Future.succeededFuture(new Accepted(submitted.eventId(), false));
      case REPEATED -> Future.succeededFuture(new Accepted(submitted.eventId(), true));
      case KEY_REUSED ->
          Future.failedFuture(
              ProblemType.IDEMPOTENCY_KEY_REUSED.because(
                  "The first request with this key had another payload."));
      case OUTDATED -> Future.failedFuture(busy());
    };
  }

  private static ProblemException busy() {
    return ProblemType.OVERLOADED.because("The trigger is being changed again and again.");
  }

  private Submit submit(Trigger trigger, Wish wish) {
    Occurrence occurrence =
        Occurrence.fresh(
            newId(),
            trigger.tenant(),
            Optional.of(trigger.id()),
            trigger.spec().kind(),
            Shards.of(trigger.tenant(), trigger.id()),
            trigger.version(),
            wish.source(),
            now(),
            wish.payload(),
            wish.note());
    return new Submit(occurrence, Optional.empty(), wish.key());
  }

  private UUID newId() {
    return UUID.fromString(Uuid7.next(clock));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
