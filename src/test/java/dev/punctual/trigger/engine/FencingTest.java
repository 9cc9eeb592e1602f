package dev.punctual.trigger.engine;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestEventLog;
import dev.punctual.trigger.domain.EventIds;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.OccurrenceStore.Receipt;
import dev.punctual.trigger.engine.PlanStore.Cursor;
import dev.punctual.trigger.engine.PlanStore.Step;
import dev.punctual.trigger.engine.ShardStore.Heartbeat;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that overslept its lease writes nothing; everything is written once. */
class FencingTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration BLINK = Duration.ofMillis(1);
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final TestEventLog log = new TestEventLog();
  private final PgShardStore shards = new PgShardStore(log.database());
  private final PgPlanStore plans = new PgPlanStore(log.database());
  private final PgOccurrenceStore occurrences = new PgOccurrenceStore(log.database());
  private final PgOutcomeStore outcomes = new PgOutcomeStore(log.database());

  @BeforeEach
  void aTriggerThatIsDue() {
    log.partitions(NOW.truncatedTo(ChronoUnit.DAYS), NOW.plusSeconds(1), Duration.ofDays(1));
    log.execute("INSERT INTO trigger.cursor VALUES ('default', 't', 0, 1, '%s')".formatted(NOW));
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void everyShardHasOneOwnerWhenNodesRace() {
    List<Future<List<Shard>>> claims = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      for (int i = 0; i < 8; i++) {
        claims.add(shards.claim("node-" + node, LONG, 4));
      }
    }
    List<Integer> claimed = new ArrayList<>();
    claims.forEach(claim -> await(claim).forEach(shard -> claimed.add(shard.number())));
    // A claimer that meets only locked rows goes home empty-handed; the next one finds them.
    await(shards.claim("late", LONG, 64)).forEach(shard -> claimed.add(shard.number()));
    assertThat(claimed).doesNotHaveDuplicates().hasSize(64);
  }

  @Test
  void aSleeperPlansNothing() {
    List<Shard> asleep = await(shards.claim("sleeper", BLINK, 64));
    List<Shard> taken = takeOver();
    assertThat(await(plans.commit("sleeper", asleep, List.of(step())))).isEmpty();
    assertThat(await(plans.commit("successor", taken, List.of(step())))).hasSize(1);
    assertThat(await(plans.commit("successor", taken, List.of(step()))))
        .as("the cursor has moved: planned once")
        .isEmpty();
  }

  @Test
  void aSleeperLogsNothing() {
    List<Shard> asleep = await(shards.claim("sleeper", BLINK, 64));
    // While nobody has taken the shards over, they are still the sleeper's.
    assertThat(await(plans.commit("sleeper", asleep, List.of(step())))).hasSize(1);
    List<Shard> taken = takeOver();
    assertThat(await(occurrences.load("successor", taken))).hasSize(1);
    assertThat(await(occurrences.load("sleeper", asleep))).isEmpty();
    assertThat(record("sleeper", asleep)).isZero();
    assertThat(record("successor", taken)).isEqualTo(1);
    assertThat(record("successor", taken)).as("logged once").isZero();
    assertThat(log.query("SELECT id FROM trigger.event_active")).hasSize(1);
  }

  @Test
  void anOutcomeThatComesTwiceIsLoggedOnce() {
    List<Shard> mine = await(shards.claim("node", LONG, 64));
    await(plans.commit("node", mine, List.of(step())));
    Outcome outcome = outcome(mine);
    assertThat(await(outcomes.record("node", List.of(outcome, outcome), NOW))).isEqualTo(1);
    log.execute("DELETE FROM trigger.event_active");
    assertThat(await(outcomes.record("node", List.of(outcome, outcome), NOW)))
        .as("also if its plan is gone")
        .isEqualTo(1);
  }

  @Test
  void aSleeperInTheMiddleOfAWriteKeepsNobodyWaitingForLong() {
    await(shards.claim("sleeper", BLINK, 64));
    Future<Void> asleep =
        log.database()
            .transaction(
                tx ->
                    PgShardStore.holdStill(tx, new Integer[] {0, 7})
                        .compose(held -> Promise.<Void>promise().future()));
    assertThat(takeOver()).hasSize(64);
    assertThat(asleep.isComplete()).isFalse();
  }

  @Test
  void aTakeOverTellsUntilWhenTheOwnerBeforeMayHaveFired() {
    await(shards.claim("sleeper", BLINK, 64));
    log.execute(
        "UPDATE trigger.shard SET heartbeat_at = '%s', lease_until = '%s'"
            .formatted(NOW, NOW.plusSeconds(3)));
    assertThat(takeOver())
        .as("until its lease ended")
        .allSatisfy(shard -> assertThat(shard.firedUntil()).contains(NOW.plusSeconds(3)));
    await(shards.release("successor", List.of(3)));
    log.execute("UPDATE trigger.shard SET heartbeat_at = '%s' WHERE shard = 3".formatted(NOW));
    assertThat(await(shards.claim("third", LONG, 64)))
        .as("until it gave it away")
        .singleElement()
        .satisfies(shard -> assertThat(shard.firedUntil()).contains(NOW));
  }

  @Test
  void aSleeperFindsOutAtItsNextHeartbeat() {
    await(shards.claim("sleeper", BLINK, 64));
    takeOver();
    Heartbeat heartbeat = await(shards.heartbeat("sleeper", LONG));
    assertThat(heartbeat.kept()).isEmpty();
  }

  @Test
  void aLeaseThatNobodyWantedIsRenewedUnderTheSameEpoch() {
    List<Shard> mine = await(shards.claim("node", BLINK, 64));
    Heartbeat heartbeat = await(shards.heartbeat("node", LONG));
    assertThat(heartbeat.kept())
        .extracting(Shard::epoch)
        .containsOnly(mine.get(0).epoch())
        .hasSize(64);
  }

  @Test
  void anOrderForAnotherNodesShardWaitsForItsOwner() {
    List<Shard> taken = await(shards.claim("owner", LONG, 64));
    List<Receipt> receipts =
        await(occurrences.order("other", List.of(), List.of(order("a"), order("b"))));
    assertThat(receipts).containsOnly(new Receipt.Stored(false));
    assertThat(await(occurrences.adopt("other", List.of()))).isEmpty();
    assertThat(await(occurrences.adopt("owner", taken))).hasSize(2);
    assertThat(await(occurrences.adopt("owner", taken))).isEmpty();
  }

  @Test
  void anOutcomeWhosePlanAnEditRemovedIsLoggedAllTheSame() {
    List<Shard> mine = await(shards.claim("node", LONG, 64));
    assertThat(await(plans.commit("node", mine, List.of(step())))).hasSize(1);
    log.execute("DELETE FROM trigger.occurrence");
    assertThat(record("node", mine)).isEqualTo(1);
    assertThat(record("node", mine)).isZero();
  }

  private List<Shard> takeOver() {
    return Awaitility.await()
        .until(() -> await(shards.claim("successor", LONG, 64)), taken -> taken.size() == 64);
  }

  private static Step step() {
    Cursor cursor = new Cursor(new TriggerKey("default", "t"), 0, 1, NOW, false);
    return new Step(cursor, Optional.of(NOW.plusSeconds(60)), List.of(occurrence()));
  }

  private static Occurrence occurrence() {
    return Occurrence.fresh(
        EventIds.scheduled("default", "t", NOW),
        "default",
        Optional.of("t"),
        TriggerKind.SCHEDULED,
        0,
        1,
        Source.SCHEDULED,
        NOW,
        Optional.empty(),
        Optional.empty());
  }

  private static Submit order(String id) {
    Occurrence occurrence =
        Occurrence.fresh(
            EventIds.scheduled("default", id, NOW),
            "default",
            Optional.empty(),
            TriggerKind.API,
            0,
            0,
            Source.MANUAL_TEST,
            NOW,
            Optional.of("{}"),
            Optional.empty());
    return new Submit(occurrence, Optional.empty(), Optional.empty());
  }

  private int record(String node, List<Shard> owned) {
    return await(outcomes.record(node, List.of(outcome(owned)), NOW));
  }

  private static Outcome outcome(List<Shard> owned) {
    long epoch =
        owned.stream().filter(shard -> shard.number() == 0).findFirst().orElseThrow().epoch();
    return new Outcome(
        occurrence(),
        epoch,
        EventStatus.SUCCESS,
        NOW,
        NOW,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
