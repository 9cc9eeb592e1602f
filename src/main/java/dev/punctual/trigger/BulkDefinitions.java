package dev.punctual.trigger;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.postgres.PgTimes;
import dev.punctual.trigger.TriggerStore.Change;
import dev.punctual.trigger.TriggerStore.Creation;
import dev.punctual.trigger.api.TriggerApi.GivenTrigger;
import dev.punctual.trigger.api.TriggerApi.PutTriggers;
import dev.punctual.trigger.api.TriggerApi.RemoveTriggers;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi;
import dev.punctual.trigger.engine.EngineApi.Changed;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Definitions that stand for other features' rows. What is asked may have been done before, in part
 * or as a whole: asking again changes nothing.
 */
final class BulkDefinitions {
  private final TriggerStore store;
  private final Bus bus;
  private final Clock clock;

  BulkDefinitions(TriggerStore store, Bus bus, Clock clock) {
    this.store = store;
    this.bus = bus;
    this.clock = clock;
  }

  Future<Done> put(PutTriggers command) {
    Instant now = PgTimes.precise(clock.instant());
    List<Creation> creations =
        command.triggers().stream()
            .map(given -> creation(command.tenant(), given.id(), given.spec(), now))
            .toList();
    return store
        .create(command.tenant(), creations)
        .compose(
            made ->
                made.size() == creations.size()
                    ? Future.succeededFuture(Done.DONE)
                    : adapt(command, made, now));
  }

  /** What is due in the past has its firing too: whoever fires it decides what that means. */
  private static Optional<Instant> firstAt(TriggerSpec spec) {
    return Definitions.nextAt(spec, Instant.EPOCH);
  }

  private static Creation creation(String tenant, String id, TriggerSpec spec, Instant now) {
    Creation usual = Definitions.creation(tenant, id, spec, now);
    return new Creation(usual.trigger(), firstAt(spec), usual.signingSecret());
  }

  private Future<Done> adapt(PutTriggers command, Set<String> made, Instant now) {
    Map<String, TriggerSpec> wanted =
        command.triggers().stream()
            .filter(given -> !made.contains(given.id()))
            .collect(Collectors.toMap(GivenTrigger::id, GivenTrigger::spec));
    return store
        .find(command.tenant(), wanted.keySet())
        .map(
            stored ->
                stored.stream()
                    .filter(trigger -> !trigger.spec().equals(wanted.get(trigger.id())))
                    .map(trigger -> change(trigger, wanted))
                    .toList())
        .compose(changes -> change(command.tenant(), changes, now));
  }

  private static Change change(Trigger stored, Map<String, TriggerSpec> wanted) {
    TriggerSpec spec = Optional.ofNullable(wanted.get(stored.id())).orElseThrow();
    return new Change(
        stored.id(),
        spec,
        firstAt(spec),
        Definitions.secretFor(spec),
        Optional.empty(),
        OptionalLong.empty());
  }

  private Future<Done> change(String tenant, List<Change> changes, Instant now) {
    if (changes.isEmpty()) {
      return Future.succeededFuture(Done.DONE);
    }
    return store
        .change(tenant, changes, now)
        .compose(changed -> Future.join(changed.stream().map(made -> tell(made, now)).toList()))
        .map(Done.DONE);
  }

  private Future<Done> tell(TriggerStore.Changed made, Instant now) {
    Trigger trigger = made.trigger();
    return bus.request(
            EngineApi.CHANGED,
            new Changed(trigger.tenant(), trigger.id(), trigger.version(), now, false))
        .otherwise(Done.DONE);
  }

  Future<Done> remove(RemoveTriggers command) {
    return store
        .deleteAll(command.tenant(), command.ids(), PgTimes.precise(clock.instant()))
        .map(Done.DONE);
  }
}
