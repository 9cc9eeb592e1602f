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
import java.util.stream.Collectors;

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
  private final Recorder recorder;
  private final EngineTime time;
  private final Config.Trigger config;
  private final String node;

  Planner(
      PlanStore store,
      DefinitionCache definitions,
      Ownership ownership,
      Timing timing,
      Recorder recorder,
      EngineTime time,
      Config.Trigger config,
      String node) {
    this.store = store;
    this.definitions = definitions;
    this.ownership = ownership;
    this.timing = timing;
    this.recorder = recorder;
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
    return plan(ownership.opened());
  }

  /** Plans for shards that are not open yet, so that they open with everything in its place. */
  Future<Instant> takeOver(List<Shard> shards) {
    return plan(shards);
  }

  private Future<Instant> plan(List<Shard> shards) {
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
                    : plan(shards, cursors)
                        .compose(
                            moved ->
                                cursors.size() < BATCH && !moved
                                    ? Future.succeededFuture(until)
                                    : plan(shards)));
  }

  /** Answers whether some trigger has more to plan at once. */
  private Future<Boolean> plan(List<Shard> shards, List<Cursor> cursors) {
    Map<TriggerKey, Long> versions = new HashMap<>();
    cursors.forEach(cursor -> versions.put(cursor.key(), cursor.version()));
    return definitions
        .atLeast(versions)
        .compose(known -> settle(cursors).map(settled -> known))
        .compose(
            known -> {
              Instant now = time.now();
              List<Plan> plans = new ArrayList<>();
              for (Cursor cursor : cursors) {
                Optional.ofNullable(known.get(cursor.key()))
                    .filter(definition -> definition.version() == cursor.version())
                    .ifPresent(definition -> plans.add(Plan.of(cursor, definition, now, config)));
              }
              List<Step> steps = plans.stream().map(Plan::step).toList();
              return store.commit(node, shards, steps).map(stored -> take(shards, plans, stored));
            });
  }

  /**
   * What a change has the planner plan anew may have been fired while the change was made. From
   * here on it is not, and when this succeeds it is logged, so that it is not planned again.
   */
  private Future<Void> settle(List<Cursor> cursors) {
    List<Cursor> fresh = cursors.stream().filter(Cursor::fresh).toList();
    fresh.forEach(cursor -> timing.supersede(cursor.key(), cursor.version(), cursor.nextAt()));
    return recorder.written(fresh.stream().map(Cursor::key).collect(Collectors.toSet()));
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
