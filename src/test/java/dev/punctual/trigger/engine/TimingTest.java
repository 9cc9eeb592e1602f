package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.testkit.TurnedTime;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventIds;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi.Changed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The wheel and the gate, by a turned clock. */
class TimingTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnedTime turned = new TurnedTime(START);
  private final EngineTime time = new EngineTime(turned.clock(), turned::nanos);
  private final List<Outcome> logged = new ArrayList<>();
  private final List<Promise<AttemptResult>> attempts = new ArrayList<>();
  private final LiveSet lives = new LiveSet();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private boolean mayFire = true;

  private Timing timing(Map<String, String> settings) {
    Config.Trigger config = ConfigLoader.load(Optional.empty(), settings).trigger();
    Recorder recorder =
        new Recorder(new Log(), time, turned, Duration.ofMillis(5), "node", count -> {});
    return new Timing(
        new Timing.Tools(
            time,
            turned,
            live -> {
              Promise<AttemptResult> attempt = Promise.promise();
              attempts.add(attempt);
              return attempt.future();
            },
            recorder,
            new EngineMetrics(meters, lives)),
        config,
        lives,
        shard -> mayFire);
  }

  private Timing timing() {
    return timing(Map.of());
  }

  /** Keeps what is recorded. */
  private final class Log implements OutcomeStore {
    @Override
    public Future<Integer> record(String node, List<Outcome> outcomes, Instant now) {
      logged.addAll(outcomes);
      return Future.succeededFuture(outcomes.size());
    }

    @Override
    public Future<Void> note(String node, List<Progress> progress) {
      return Future.succeededFuture();
    }
  }

  @Test
  void neverFiresEarlyAndIsOnTheMillisecond() {
    Timing timing = timing();
    Map<Instant, Instant> fired = new HashMap<>();
    for (int micros : new int[] {1, 999, 1_000, 1_001, 64_000, 64_500, 4_096_000, 70_000_123}) {
      timing.take(planned("t" + micros, START.plusNanos(micros * 1_000L)));
    }
    turned.pass(Duration.ofSeconds(80));
    logged.forEach(o -> fired.put(o.occurrence().scheduledFor(), o.firedAt()));
    assertThat(fired).hasSize(8);
    fired.forEach(
        (due, at) -> {
          assertThat(at).isAfterOrEqualTo(due);
          assertThat(Duration.between(due, at)).isLessThanOrEqualTo(Duration.ofMillis(2));
        });
  }

  @Test
  void letsOthersHaveTheirTurnWhileAHerdIsFired() {
    Timing timing = timing();
    for (int i = 0; i < 7_000; i++) {
      timing.take(planned("t" + i, START.plusMillis(100)));
    }
    List<Integer> pending = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      turned.once(
          Duration.ofMillis(100 + i), () -> pending.add(lives.count(Live.State.PLANNED).get()));
    }
    turned.pass(Duration.ofMillis(200));
    assertThat(pending).containsSequence(5_000, 3_000, 1_000, 0);
    assertThat(logged).hasSize(7_000);
  }

  @Test
  void holdsWhatIsDueUntilTheShardIsCertainlyOurs() {
    Timing timing = timing();
    mayFire = false;
    timing.take(planned("t", START.plusMillis(100)));
    turned.pass(Duration.ofMillis(500));
    assertThat(logged).isEmpty();
    assertThat(timing.heldFor()).isEqualTo(Duration.ofMillis(400));
    mayFire = true;
    turned.pass(Duration.ofMillis(100));
    assertThat(timing.heldFor()).isZero();
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void whatWasHeldForTooLongIsTreatedByTheMisfirePolicy() {
    for (Misfire misfire : Misfire.values()) {
      logged.clear();
      Timing timing = timing();
      mayFire = false;
      Instant begin = turned.now();
      for (int i = 1; i <= 5; i++) {
        timing.take(planned(misfire.label(), begin.plusMillis(500L * i), misfire));
      }
      turned.pass(Duration.ofSeconds(4));
      mayFire = true;
      turned.pass(Duration.ofMillis(100));
      List<EventStatus> statuses = logged.stream().map(Outcome::status).toList();
      switch (misfire) {
        case FIRE_ONCE ->
            assertThat(statuses)
                .containsExactlyInAnyOrder(
                    EventStatus.SKIPPED,
                    EventStatus.SKIPPED,
                    EventStatus.SKIPPED,
                    EventStatus.SKIPPED,
                    EventStatus.SUCCESS);
        case SKIP -> assertThat(statuses).hasSize(5).containsOnly(EventStatus.SKIPPED);
        case FIRE_ALL -> assertThat(statuses).hasSize(5).containsOnly(EventStatus.SUCCESS);
      }
    }
  }

  @Test
  void whatIsMadeUpForRunsOneAfterTheOtherAndSaysThatItIsLate() {
    Timing timing = timing();
    mayFire = false;
    for (int i = 1; i <= 5; i++) {
      timing.take(sleeping("t", START.plusMillis(100L * i), Overlap.SKIP, Misfire.FIRE_ALL));
    }
    turned.pass(Duration.ofSeconds(4));
    mayFire = true;
    for (int i = 0; i < 5; i++) {
      turned.pass(Duration.ofMillis(100));
      assertThat(attempts).hasSize(i + 1);
      attempts.get(i).complete(success());
    }
    turned.pass(Duration.ofMillis(100));
    assertThat(logged)
        .hasSize(5)
        .isSortedAccordingTo(Comparator.comparing(o -> o.occurrence().scheduledFor()))
        .allSatisfy(outcome -> assertThat(outcome.status()).isEqualTo(EventStatus.SUCCESS))
        .allSatisfy(outcome -> assertThat(outcome.note()).hasValue("was missed, fires late"));
  }

  @Test
  void whatHadBegunGoesOnWhateverIsDueBesideIt() {
    Timing timing = timing();
    Live next = sleeping("t", START.minusMillis(100), Overlap.SKIP, Misfire.FIRE_ONCE);
    Live begun = sleeping("t", START.minusMillis(200), Overlap.SKIP, Misfire.FIRE_ONCE);
    begun.firedAt = START.minusMillis(199);
    timing.take(next);
    timing.take(begun);
    turned.pass(Duration.ofMillis(10));
    assertThat(attempts).hasSize(1);
    attempts.get(0).complete(success());
    turned.pass(Duration.ofMillis(10));
    assertThat(logged)
        .extracting(outcome -> outcome.occurrence().scheduledFor(), Outcome::status)
        .containsExactlyInAnyOrder(
            tuple(START.minusMillis(200), EventStatus.SUCCESS),
            tuple(START.minusMillis(100), EventStatus.SKIPPED));
  }

  @Test
  void whatIsSkippedKeepsWhatItStandsFor() {
    Timing timing = timing();
    timing.take(sleeping("t", START, Overlap.SKIP, Misfire.FIRE_ONCE));
    Live second = sleeping("t", START.plusMillis(5), Overlap.SKIP, Misfire.FIRE_ONCE);
    second.remark("is special");
    timing.take(second);
    turned.pass(Duration.ofMillis(20));
    assertThat(logged)
        .extracting(Outcome::note)
        .containsExactly(
            Optional.of("is special; the execution before is still running (overlap: skip)"));
  }

  @Test
  void aChangeTakesBackWhatIsPlannedAfterItAndNothingElse() {
    Timing timing = timing();
    timing.take(planned("t", START.plusMillis(100)));
    timing.take(planned("t", START.plusMillis(200)));
    timing.changed(new Changed("default", "t", 2, START.plusMillis(150), false));
    // The plan was made before the change, and told after it.
    timing.take(planned("t", START.plusMillis(300)));
    turned.pass(Duration.ofSeconds(1));
    assertThat(logged)
        .extracting(outcome -> outcome.occurrence().scheduledFor())
        .containsExactly(START.plusMillis(100));
  }

  @Test
  void theSameOccurrenceToldTwiceFiresOnce() {
    Timing timing = timing();
    timing.take(planned("t", START.plusMillis(100)));
    timing.take(planned("t", START.plusMillis(100)));
    turned.pass(Duration.ofSeconds(1));
    assertThat(logged).hasSize(1);
  }

  @Test
  void aTenantBeyondItsRateIsDelayedAndLosesNothing() {
    Timing timing = timing(Map.of("PUNCTUAL_TRIGGER_TENANT_RATE", "10"));
    for (int i = 0; i < 30; i++) {
      timing.take(planned("t" + i, START.plusMillis(100), Misfire.FIRE_ALL));
    }
    turned.pass(Duration.ofMillis(150));
    assertThat(logged).hasSize(11);
    turned.pass(Duration.ofSeconds(3));
    assertThat(logged).hasSize(30);
  }

  @Test
  void noMoreThanTheLimitIsWithTheRunnersAndTheNextFollowsAtOnce() {
    Timing timing = timing(Map.of("PUNCTUAL_TRIGGER_RUNNING_LIMIT", "2"));
    for (int i = 0; i < 3; i++) {
      timing.take(
          live("t" + i, START.plusMillis(100), Misfire.FIRE_ALL, ActionSpec.sleep(Duration.ZERO)));
    }
    turned.pass(Duration.ofMillis(200));
    assertThat(attempts).hasSize(2);
    attempts.get(0).complete(success());
    assertThat(attempts).hasSize(3);
  }

  @Test
  void anAttemptOfWhichNobodyKnowsIsRepeatedAndNotCounted() {
    Timing timing = timing();
    timing.take(live("t", START, Misfire.FIRE_ALL, ActionSpec.sleep(Duration.ZERO)));
    turned.pass(Duration.ofMillis(10));
    attempts.get(0).fail("the runner is gone");
    turned.pass(Duration.ofSeconds(2));
    assertThat(attempts).hasSize(2);
    attempts.get(1).complete(success());
    turned.pass(Duration.ofMillis(10));
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).attempts()).hasSize(1);
  }

  @Test
  void countsWhatIsTriedAgainAndWhatIsSkippedByWhyNot() {
    Timing timing = timing();
    timing.take(
        live("t", START.plusMillis(1), Misfire.FIRE_ONCE, ActionSpec.sleep(Duration.ofSeconds(1))));
    turned.pass(Duration.ofMillis(10));
    attempts
        .get(0)
        .complete(
            new AttemptResult(
                true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("no")));
    assertThat(meters.get("punctual_trigger_retries").counter().count()).isEqualTo(1);

    mayFire = false;
    timing.take(planned("late", turned.now().plusMillis(1), Misfire.SKIP));
    turned.pass(Duration.ofSeconds(2));
    mayFire = true;
    turned.pass(Duration.ofMillis(100));
    assertThat(skipped("missed")).isEqualTo(1);
    assertThat(skipped("overlap")).isZero();
  }

  private double skipped(String cause) {
    return meters.get("punctual_trigger_skipped").tag("cause", cause).counter().count();
  }

  @Test
  void whatWasLostToAnotherNodeIsNeitherFiredNorRecorded() {
    Timing timing = timing();
    timing.take(planned("t", START.plusMillis(100)));
    timing.take(live("running", START, Misfire.FIRE_ALL, ActionSpec.sleep(Duration.ZERO)));
    turned.pass(Duration.ofMillis(50));
    timing.lose(List.of(0));
    attempts.get(0).complete(success());
    turned.pass(Duration.ofSeconds(1));
    assertThat(logged).isEmpty();
  }

  private static AttemptResult success() {
    return new AttemptResult(
        false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Live planned(String id, Instant at) {
    return planned(id, at, Misfire.FIRE_ONCE);
  }

  private static Live planned(String id, Instant at, Misfire misfire) {
    return live(id, at, misfire, ActionSpec.log());
  }

  private static Live sleeping(String id, Instant at, Overlap overlap, Misfire misfire) {
    return live(id, at, overlap, misfire, ActionSpec.sleep(Duration.ofSeconds(1)));
  }

  private static Live live(String id, Instant at, Misfire misfire, ActionSpec action) {
    return live(id, at, Overlap.ALLOW, misfire, action);
  }

  private static Live live(
      String id, Instant at, Overlap overlap, Misfire misfire, ActionSpec action) {
    TriggerSpec spec =
        new TriggerSpec(
            id,
            TriggerKind.SCHEDULED,
            Optional.of(ScheduleSpec.at(at)),
            Optional.empty(),
            action,
            Optional.empty(),
            true,
            Duration.ofSeconds(30),
            overlap,
            misfire,
            RetrySpec.DEFAULT,
            Map.of());
    Occurrence occurrence =
        Occurrence.fresh(
            EventIds.scheduled("default", id, at),
            "default",
            Optional.of(id),
            TriggerKind.SCHEDULED,
            0,
            1,
            Source.SCHEDULED,
            at,
            Optional.empty(),
            Optional.empty());
    Definition definition = Definition.stored(new TriggerKey("default", id), 1, spec, List.of());
    return new Live(occurrence, definition, 1, false, Optional.empty(), Optional.empty());
  }
}
