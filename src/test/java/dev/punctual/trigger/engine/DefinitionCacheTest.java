package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefinitionCacheTest {
  private static final TriggerKey ONE = new TriggerKey("default", "one");
  private static final TriggerKey TWO = new TriggerKey("default", "two");
  private static final TriggerKey GONE = new TriggerKey("default", "gone");

  private final Reads reads = new Reads();
  private final DefinitionCache cache = new DefinitionCache(reads);

  /** Answers when it is told to, with everything but what is gone. */
  private static final class Reads implements PlanStore {
    final List<Set<TriggerKey>> asked = new ArrayList<>();
    final List<Promise<List<Definition>>> answers = new ArrayList<>();

    @Override
    public Future<List<Definition>> definitions(Collection<TriggerKey> keys) {
      asked.add(Set.copyOf(keys));
      answers.add(Promise.promise());
      return answers.get(answers.size() - 1).future();
    }

    void answer(int read, long version) {
      answers
          .get(read)
          .complete(
              asked.get(read).stream()
                  .filter(key -> !key.equals(GONE))
                  .map(key -> definition(key, version))
                  .toList());
    }

    @Override
    public Future<List<Cursor>> due(Collection<Integer> shards, Instant until, int limit) {
      return Future.failedFuture("not here");
    }

    @Override
    public Future<Set<UUID>> commit(String node, Collection<Shard> shards, List<Step> steps) {
      return Future.failedFuture("not here");
    }
  }

  @Test
  void aThousandWhoAskAtOnceTakeTwoReads() {
    List<Future<Map<TriggerKey, Definition>>> asked =
        IntStream.range(0, 1_000).mapToObj(i -> cache.atLeast(Map.of(ONE, 1L))).toList();
    reads.answer(0, 1);
    reads.answer(1, 1);
    assertThat(asked).allSatisfy(answer -> assertThat(answer.result()).containsOnlyKeys(ONE));
    assertThat(cache.atLeast(Map.of(ONE, 1L)).result()).containsOnlyKeys(ONE);
    assertThat(reads.asked).hasSize(2);
  }

  @Test
  void nobodyGetsWhatWasReadBeforeTheQuestion() {
    Future<Map<TriggerKey, Long>> before = cache.refresh(List.of(ONE));
    Future<Map<TriggerKey, Long>> after = cache.refresh(List.of(ONE, TWO, GONE));
    reads.answer(0, 1);
    assertThat(before.result()).containsExactly(Map.entry(ONE, 1L));
    assertThat(after.isComplete()).isFalse();
    reads.answer(1, 2);
    assertThat(after.result()).isEqualTo(Map.of(ONE, 2L, TWO, 2L));
  }

  @Test
  void eachGetsWhatItAskedFor() {
    Future<Map<TriggerKey, Long>> first = cache.refresh(List.of(GONE));
    Future<Map<TriggerKey, Long>> one = cache.refresh(List.of(ONE));
    Future<Map<TriggerKey, Long>> two = cache.refresh(List.of(TWO));
    reads.answer(0, 1);
    reads.answer(1, 1);
    assertThat(first.result()).isEmpty();
    assertThat(one.result()).containsOnlyKeys(ONE);
    assertThat(two.result()).containsOnlyKeys(TWO);
  }

  @Test
  void aReadThatFailsFailsWhoWaitedForItAndNobodyElse() {
    Future<?> first = cache.refresh(List.of(ONE));
    Future<Map<TriggerKey, Long>> second = cache.refresh(List.of(ONE));
    reads.answers.get(0).fail("away");
    reads.answer(1, 3);
    assertThat(first.failed()).isTrue();
    assertThat(second.result()).isEqualTo(Map.of(ONE, 3L));
  }

  private static Definition definition(TriggerKey key, long version) {
    TriggerSpec spec =
        new TriggerSpec(
            key.id(),
            TriggerKind.API,
            Optional.empty(),
            Optional.empty(),
            ActionSpec.log(),
            Optional.empty(),
            true,
            Duration.ofSeconds(30),
            Overlap.ALLOW,
            Misfire.FIRE_ONCE,
            RetrySpec.DEFAULT,
            Map.of());
    return Definition.stored(key, version, spec, List.of());
  }
}
