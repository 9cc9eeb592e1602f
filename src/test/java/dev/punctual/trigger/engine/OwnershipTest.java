package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TurnedTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnedTime turned = new TurnedTime(START);
  private final Promise<Void> written = Promise.promise();
  private final List<Integer> released = new ArrayList<>();
  private final List<Integer> lost = new ArrayList<>();
  private final Set<Integer> taken = new HashSet<>();
  private final List<String> said = new ArrayList<>();
  private Promise<Void> answering = Promise.promise();
  private int nodes = 1;
  private int robbed;

  private final Ownership ownership =
      new Ownership(
          new Shards(),
          new EngineTime(turned.clock(), turned::nanos),
          Duration.ofSeconds(3),
          "node",
          new Engine());

  /** All 64 shards are this node's until it releases them or another node takes them. */
  private final class Shards implements ShardStore {
    @Override
    public Future<Heartbeat> heartbeat(String node, Duration lease) {
      said.add("here");
      List<Shard> kept =
          IntStream.range(0, 64)
              .filter(shard -> !released.contains(shard) && !taken.contains(shard))
              .mapToObj(shard -> new Shard(shard, 1, Optional.empty()))
              .toList();
      return answering.future().map(new Heartbeat(turned.now(), nodes, kept));
    }

    @Override
    public Future<List<Shard>> claim(String node, Duration lease, int limit) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Void> release(String node, Collection<Integer> shards) {
      released.addAll(shards);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(String node) {
      said.add("gone");
      return Future.succeededFuture();
    }
  }

  private final class Engine implements Ownership.Owner {
    @Override
    public Future<Void> gained(List<Shard> taken) {
      return Future.succeededFuture();
    }

    @Override
    public void lost(Collection<Integer> shards) {
      lost.addAll(shards);
    }

    @Override
    public void robbed(int shards) {
      robbed += shards;
    }

    @Override
    public Future<Void> settled(Collection<Integer> shards) {
      return written.future();
    }

    @Override
    public boolean isRunning(int shard) {
      return shard == 63;
    }
  }

  @BeforeEach
  void theDatabaseAnswers() {
    answering.complete();
  }

  /** A heartbeat afterwards would have the others count on this node for as long as a lease. */
  @Test
  void theFarewellIsTheLastThatIsHeardOfANode() {
    answering = Promise.promise();
    ownership.runOnce();
    Future<Void> left = ownership.leave();
    ownership.runOnce();
    assertThat(said).containsExactly("here");
    answering.complete();
    assertThat(left.succeeded()).isTrue();
    assertThat(said).containsExactly("here", "gone");
  }

  @Test
  void givesShardsAwayOnlyWhenTheirOutcomesAreWritten() {
    ownership.runOnce();
    assertThat(ownership.count()).isEqualTo(64);
    nodes = 2;
    Future<Void> beat = ownership.runOnce();
    assertThat(lost).as("fired no more").hasSize(32);
    assertThat(released).isEmpty();
    assertThat(beat.isComplete()).isFalse();
    written.complete();
    assertThat(beat.succeeded()).isTrue();
    assertThat(released).hasSameElementsAs(lost);
  }

  @Test
  void tellsWhatWasTakenFromItFromWhatItGaveAway() {
    ownership.runOnce();
    taken.addAll(List.of(3, 5));
    ownership.runOnce();
    assertThat(lost).containsExactlyInAnyOrder(3, 5);
    assertThat(robbed).isEqualTo(2);
    nodes = 2;
    written.complete();
    ownership.runOnce();
    assertThat(lost).hasSizeGreaterThan(2);
    assertThat(robbed).isEqualTo(2);
  }

  @Test
  void keepsWhatRunsJustNow() {
    ownership.runOnce();
    nodes = 2;
    written.complete();
    ownership.runOnce();
    assertThat(ownership.owns(63)).isTrue();
    assertThat(ownership.count()).isEqualTo(32);
  }
}
