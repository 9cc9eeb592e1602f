package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.testkit.TurnedTime;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Planning, by a turned clock and a store in memory. */
class PlannerTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnedTime turned = new TurnedTime(START);
  private final EngineTime time = new EngineTime(turned.clock(), turned::nanos);
  private final Plans plans = new Plans();
  private final Config.Trigger config =
      ConfigLoader.load(Optional.empty(), Map.of("PUNCTUAL_TRIGGER_HORIZON", "PT5S")).trigger();
  private final Ownership ownership =
      new Ownership(new AllShards(), time, Duration.ofMinutes(1), "node", new Nobody());
  private final Planner planner = planner();

  private Planner planner() {
    LiveSet lives = new LiveSet();
    Recorder recorder =
        new Recorder(new NoLog(), time, turned, Duration.ofMillis(5), "node", count -> {});
    Timing timing =
        new Timing(
            new Timing.Tools(
                time,
                turned,
                live -> Future.failedFuture("nothing runs here"),
                recorder,
                new EngineMetrics(new SimpleMeterRegistry(), lives)),
            config,
            lives,
            shard -> false);
    ownership.runOnce();
    return new Planner(
        plans, new DefinitionCache(plans), ownership, timing, recorder, time, config, "node");
  }

  @Test
  void plansEveryFiringOnceWhateverTheRhythmOfPlanning() {
    plans.put("t", ScheduleSpec.every(Duration.ofMillis(700), START), START, Misfire.FIRE_ONCE);
    for (int pass = 0; pass < 50; pass++) {
      planner.runOnce();
      turned.sleep(Duration.ofMillis(313 + pass * 17));
    }
    List<Instant> planned = plans.planned("t");
    for (int i = 0; i < planned.size(); i++) {
      assertThat(planned.get(i)).isEqualTo(START.plusMillis(700L * i));
    }
    assertThat(planned.get(planned.size() - 1)).isAfter(time.now().plusSeconds(3));
  }

  @Test
  void plansNothingBeyondTheHorizonAndALittle() {
    plans.put("soon", ScheduleSpec.at(START.plusSeconds(4)), START.plusSeconds(4), Misfire.SKIP);
    plans.put("late", ScheduleSpec.at(START.plusSeconds(60)), START.plusSeconds(60), Misfire.SKIP);
    planner.runOnce();
    assertThat(plans.planned("soon")).hasSize(1);
    assertThat(plans.planned("late")).isEmpty();
    turned.sleep(Duration.ofSeconds(56));
    planner.runOnce();
    assertThat(plans.planned("late")).hasSize(1);
    assertThat(plans.cursors.get("late")).isNull();
  }

  @Test
  void aHerdIsPlannedInFull() {
    for (int i = 0; i < 3_500; i++) {
      plans.put("h" + i, ScheduleSpec.at(START.plusSeconds(3)), START.plusSeconds(3), Misfire.SKIP);
    }
    planner.runOnce();
    assertThat(plans.occurrences).hasSize(3_500);
  }

  @Test
  void whatWasMissedIsTreatedByItsPolicy() {
    Instant since = START.minusSeconds(100);
    for (Misfire misfire : Misfire.values()) {
      plans.put(misfire.label(), ScheduleSpec.every(Duration.ofSeconds(1), since), since, misfire);
    }
    planner.runOnce();
    Instant missedBefore = START.minus(config.misfireAfter());
    assertThat(plans.planned("fire_once")).filteredOn(at -> at.isBefore(missedBefore)).hasSize(1);
    assertThat(plans.notes("fire_once")).anyMatch(note -> note.contains("99"));
    assertThat(plans.planned("skip")).filteredOn(at -> at.isBefore(missedBefore)).hasSize(1);
    assertThat(plans.planned("fire_all")).filteredOn(at -> at.isBefore(missedBefore)).hasSize(99);
  }

  /** Cursors and occurrences in memory. */
  private static final class Plans implements PlanStore {
    private final Map<String, Cursor> cursors = new HashMap<>();
    private final Map<TriggerKey, Definition> definitions = new HashMap<>();
    private final Map<UUID, Occurrence> occurrences = new HashMap<>();

    void put(String id, ScheduleSpec schedule, Instant nextAt, Misfire misfire) {
      TriggerKey key = new TriggerKey("default", id);
      TriggerSpec spec =
          new TriggerSpec(
              id,
              TriggerKind.SCHEDULED,
              Optional.of(schedule),
              Optional.empty(),
              ActionSpec.log(),
              Optional.empty(),
              true,
              Duration.ofSeconds(30),
              Overlap.SKIP,
              misfire,
              RetrySpec.DEFAULT,
              Map.of());
      cursors.put(id, new Cursor(key, 0, 1, nextAt, true));
      definitions.put(key, Definition.stored(key, 1, spec, List.of()));
    }

    List<Instant> planned(String id) {
      return occurrences.values().stream()
          .filter(occurrence -> occurrence.triggerId().equals(Optional.of(id)))
          .map(Occurrence::scheduledFor)
          .sorted()
          .toList();
    }

    List<String> notes(String id) {
      return occurrences.values().stream()
          .filter(occurrence -> occurrence.triggerId().equals(Optional.of(id)))
          .flatMap(occurrence -> occurrence.note().stream())
          .toList();
    }

    @Override
    public Future<List<Cursor>> due(Collection<Integer> shards, Instant until, int limit) {
      return Future.succeededFuture(
          cursors.values().stream()
              .filter(cursor -> cursor.nextAt().isBefore(until))
              .sorted(Comparator.comparing(Cursor::nextAt))
              .limit(limit)
              .toList());
    }

    @Override
    public Future<List<Definition>> definitions(Collection<TriggerKey> keys) {
      return Future.succeededFuture(
          keys.stream().map(definitions::get).filter(Objects::nonNull).toList());
    }

    @Override
    public Future<Set<UUID>> commit(String node, Collection<Shard> shards, List<Step> steps) {
      List<Occurrence> stored = new ArrayList<>();
      for (Step step : steps) {
        String id = step.from().key().id();
        assertThat(cursors.get(id)).isEqualTo(step.from());
        step.nextAt()
            .ifPresentOrElse(
                at -> cursors.put(id, new Cursor(step.from().key(), 0, 1, at, false)),
                () -> cursors.remove(id));
        stored.addAll(step.occurrences());
      }
      for (Occurrence occurrence : stored) {
        assertThat(occurrences.put(occurrence.id(), occurrence)).as("planned twice").isNull();
      }
      return Future.succeededFuture(
          stored.stream().map(Occurrence::id).collect(Collectors.toSet()));
    }
  }

  private static final class AllShards implements ShardStore {
    @Override
    public Future<Heartbeat> heartbeat(String node, Duration lease) {
      return Future.succeededFuture(new Heartbeat(START, 1, List.of()));
    }

    @Override
    public Future<List<Shard>> claim(String node, Duration lease, int limit) {
      return Future.succeededFuture(List.of(new Shard(0, 1, Optional.empty())));
    }

    @Override
    public Future<Void> release(String node, Collection<Integer> shards) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(String node) {
      return Future.succeededFuture();
    }
  }

  private static final class Nobody implements Ownership.Owner {
    @Override
    public Future<Void> gained(List<Shard> taken) {
      return Future.succeededFuture();
    }

    @Override
    public void lost(Collection<Integer> shards) {
      throw new AssertionError("nothing is lost here");
    }

    @Override
    public void robbed(int shards) {
      throw new AssertionError("nothing is lost here");
    }

    @Override
    public Future<Void> settled(Collection<Integer> shards) {
      return Future.succeededFuture();
    }

    @Override
    public boolean isRunning(int shard) {
      return false;
    }
  }

  private static final class NoLog implements OutcomeStore {
    @Override
    public Future<Integer> record(String node, List<Outcome> outcomes, Instant now) {
      return Future.succeededFuture(outcomes.size());
    }

    @Override
    public Future<Void> note(String node, List<Progress> progress) {
      return Future.succeededFuture();
    }
  }
}
