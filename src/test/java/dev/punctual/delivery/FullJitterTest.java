package dev.punctual.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FullJitterTest {
  private final FullJitter jitter = new FullJitter(Duration.ofMillis(50), Duration.ofSeconds(2));

  @Test
  void theBoundDoublesUpToItsCap() {
    assertThat(jitter.pause(1, 0.5)).hasMillis(25);
    assertThat(jitter.pause(2, 0.5)).hasMillis(50);
    assertThat(jitter.pause(6, 0.5)).hasMillis(800);
    assertThat(jitter.pause(7, 0.5)).hasMillis(1_000);
  }

  @Property
  void noNumberOfFailuresLeavesTheBounds(
      @ForAll @IntRange(min = 1) int failures,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    assertThat(jitter.pause(failures, random)).isBetween(Duration.ZERO, jitter.cap());
  }
}
