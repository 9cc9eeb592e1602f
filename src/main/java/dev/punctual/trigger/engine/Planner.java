package dev.punctual.trigger.engine;

import dev.punctual.config.Config;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.engine.PlanStore.Cursor;
import dev.punctual.trigger.engine.PlanStore.Step;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Plans what is due within the horizon: reads the triggers whose cursor lies in it, computes their
 * firings, commits both and hands the occurrences to the timing.
 */
final class Planner {
  private static final int BATCH = 1_000;

  /** More occurrences in memory than this, and planning waits until some are fired. */
  private static final int PLANNED_LIMIT = 500_000;

  private final PlanStore store;
  private final DefinitionCache definitions;
  private final Ownership ownership;
  private final Timing timing;
  private final EngineTime time;
  private final Config.Trigger config;
  private final String node;

  Planner(
      PlanStore store,
      DefinitionCache definitions,
      Ownership ownership,
      Timing timing,
      EngineTime time,
      Config.Trigger config,
      String node) {
    this.store = store;
    this.definitions = definitions;
    this.ownership = ownership;
    this.timing = timing;
    this.time = time;
    this.config = config;
    this.node = node;
  }

  /**
   * Plans until nothing is due within the horizon.
   *
   * @return until when everything is planned
   */
  Future<Instant> runOnce() {
    return plan(ownership.opened(), false);
  }

  /** Plans for shards that are not open yet, so that they open with everything in its place. */
  Future<Instant> takeOver(List<Shard> shards) {
    return plan(shards, true);
  }

  private Future<Instant> plan(List<Shard> shards, boolean takenOver) {
    Instant until = time.now().plus(config.horizon());
    if (shards.isEmpty() || timing.planned() >= PLANNED_LIMIT) {
      return Future.succeededFuture(shards.isEmpty() ? until : time.now());
    }
    List<Integer> numbers = shards.stream().map(Shard::number).toList();
    return store
        .due(numbers, until, BATCH)
        .compose(
            cursors ->
                cursors.isEmpty()
                    ? Future.succeededFuture(until)
                    : plan(shards, cursors, takenOver)
                        .compose(
                            moved ->
                                cursors.size() < BATCH && !moved
                                    ? Future.succeededFuture(until)
                                    : plan(shards, takenOver)));
  }

  /** Answers whether some trigger has more to plan at once. */
  private Future<Boolean> plan(List<Shard> shards, List<Cursor> cursors, boolean takenOver) {
    Map<TriggerKey, Long> versions = new HashMap<>();
    cursors.forEach(cursor -> versions.put(cursor.key(), cursor.version()));
    return definitions
        .atLeast(versions)
        .compose(
            known -> {
              Instant now = time.now();
              List<Plan> plans = new ArrayList<>();
              for (Cursor cursor : cursors) {
                Optional.ofNullable(known.get(cursor.key()))
                    .filter(definition -> definition.version() == cursor.version())
                    .ifPresent(
                        definition ->
                            plans.add(
                                Plan.of(
                                    cursor,
                                    definition,
                                    now,
                                    takenOver || timing.hasChanged(cursor.key()),
                                    config)));
              }
              List<Step> steps = plans.stream().map(Plan::step).toList();
              return store.commit(node, shards, steps).map(stored -> take(shards, plans, stored));
            });
  }

  private boolean take(List<Shard> shards, List<Plan> plans, Set<UUID> stored) {
    Map<Integer, Long> epochs = new HashMap<>();
    shards.forEach(shard -> epochs.put(shard.number(), shard.epoch()));
    Instant until = time.now().plus(config.horizon());
    boolean more = false;
    for (Plan plan : plans) {
      for (Occurrence occurrence : plan.step().occurrences()) {
        long epoch = epochs.getOrDefault(occurrence.shard(), -1L);
        if (stored.contains(occurrence.id()) && ownership.epoch(occurrence.shard()) == epoch) {
          timing.take(
              new Live(
                  occurrence,
                  plan.definition(),
                  epoch,
                  plan.mustRun().contains(occurrence.id()),
                  Optional.ofNullable(plan.skipped().get(occurrence.id())),
                  Optional.empty()));
        }
      }
      more |= plan.step().nextAt().filter(at -> at.isBefore(until)).isPresent();
    }
    return more;
  }

  /** How far ahead planning reaches, as seen now. */
  Duration ahead(Instant plannedUntil) {
    return Duration.between(time.now(), plannedUntil);
  }
}
