package dev.punctual.trigger;

import dev.punctual.bus.Bus;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.Occurrences.Wish;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.log.Replays;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs events again, by the definition that their trigger has now. */
public final class TriggerReplays implements Replays {
  private final TriggerStore store;
  private final Occurrences occurrences;

  public TriggerReplays(PgDatabase database, Bus bus, Clock clock) {
    this.store = new PgTriggerStore(database, clock);
    this.occurrences = new Occurrences(bus, clock);
  }

  @Override
  public Future<List<UUID>> replay(String tenant, List<TriggerEvent> events) {
    Set<String> ids =
        events.stream().flatMap(event -> event.triggerId().stream()).collect(Collectors.toSet());
    return store
        .find(tenant, ids)
        .map(found -> found.stream().collect(Collectors.toMap(Trigger::id, trigger -> trigger)))
        .compose(
            triggers ->
                Future.all(
                    events.stream()
                        .filter(event -> event.triggerId().map(triggers::containsKey).orElse(false))
                        .map(event -> replay(event, triggers))
                        .toList()))
        .map(
            done -> {
              List<Optional<UUID>> replayed = done.list();
              return replayed.stream().flatMap(Optional::stream).toList();
            });
  }

  private Future<Optional<UUID>> replay(TriggerEvent event, Map<String, Trigger> triggers) {
    Trigger known = Objects.requireNonNull(triggers.get(event.triggerId().orElseThrow()));
    Wish wish =
        new Wish(
            Source.REPLAY,
            event.payload(),
            Optional.of("replay of " + event.id()),
            Optional.empty());
    return occurrences
        .of(
            outdated ->
                outdated ? store.get(known.tenant(), known.id()) : Future.succeededFuture(known),
            wish)
        .map(Accepted::eventId)
        .map(Optional::of)
        .recover(
            failure ->
                isGone(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  private static boolean isGone(Throwable failure) {
    return failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
  }
}
