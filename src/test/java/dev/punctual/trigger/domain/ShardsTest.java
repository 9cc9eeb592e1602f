package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardsTest {

  @ParameterizedTest
  @CsvSource({"default, a, 31", "default, b, 48", "north, a, 57", "Ωmega, täglich, 28"})
  void neverMovesATrigger(String tenant, String trigger, int shard) {
    assertThat(Shards.of(tenant, trigger)).isEqualTo(shard);
  }

  @Test
  void spreadsTriggersEvenly() {
    assertEven(i -> Shards.of("default", Integer.toString(i)));
    assertEven(i -> Shards.of("default", "job-%06d".formatted(i * 64)));
    assertEven(i -> Shards.of("tenant-" + i, "nightly"));
  }

  /** 64,000 in 64 shards: 1,000 each, with a standard deviation of 31. */
  private static void assertEven(IntFunction<Integer> shard) {
    int[] counts = new int[Shards.COUNT];
    IntStream.range(0, 64_000).map(shard::apply).forEach(found -> counts[found]++);
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(850);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(1150);
  }
}
