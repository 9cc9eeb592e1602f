package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final RetrySpec SPEC =
      new RetrySpec(10, Duration.ofSeconds(1), Duration.ofSeconds(60), 2);

  @ParameterizedTest
  @CsvSource({
    "1, PT0.5S, PT1S",
    "2, PT1S, PT2S",
    "3, PT2S, PT4S",
    "6, PT16S, PT32S",
    "7, PT30S, PT60S",
    "9, PT30S, PT60S"
  })
  void growsByTheMultiplierUpToTheMaximumAndKeepsHalf(int attempt, Duration least, Duration most) {
    assertThat(pause(SPEC, attempt, 0)).contains(least);
    assertThat(pause(SPEC, attempt, 0.5)).contains(least.plus(most).dividedBy(2));
    assertThat(pause(SPEC, attempt, Math.nextDown(1.0)).orElseThrow())
        .isBetween(most.minusMillis(1), most);
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(pause(SPEC, 9, 0)).isPresent();
    assertThat(pause(SPEC, 10, 0)).isEmpty();
    assertThat(pause(new RetrySpec(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 2), 1, 0))
        .isEmpty();
    assertThat(Backoff.pause(SPEC, 10, Optional.of(Duration.ofSeconds(1)), 0)).isEmpty();
  }

  @Test
  void waitsAtLeastAsLongAsTheEndpointAsksButNotForever() {
    assertThat(asked(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
    assertThat(asked(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(500));
    assertThat(asked(Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(asked(Duration.ofDays(400))).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void knowsAConstantPauseAndNone() {
    Duration second = Duration.ofSeconds(1);
    assertThat(pause(new RetrySpec(99, second, second, 1), 98, 0.5))
        .contains(Duration.ofMillis(750));
    assertThat(pause(new RetrySpec(9999, Duration.ZERO, second, 10), 9998, 0.5))
        .contains(Duration.ZERO);
  }

  @Property
  void neverLeavesItsBoundsNorOverflows(
      @ForAll @IntRange(min = 1) int maxAttempts,
      @ForAll @IntRange(min = 1) int attempt,
      @ForAll @LongRange(min = 0) long initial,
      @ForAll @LongRange(min = 0) long max,
      @ForAll @DoubleRange(min = 1, max = 1e9) double multiplier,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    RetrySpec spec =
        new RetrySpec(maxAttempts, Duration.ofMillis(initial), Duration.ofMillis(max), multiplier);
    Optional<Duration> pause = pause(spec, attempt, random);
    assertThat(pause.isPresent()).isEqualTo(attempt < maxAttempts);
    // A double holds 53 bits: beyond 285,000 years the last milliseconds are guessed.
    Duration most = spec.max().plusMillis(spec.max().toMillis() >>> 50);
    Duration least = Duration.ofMillis((long) (Math.min(initial, max) * 0.4999) - 1);
    pause.ifPresent(found -> assertThat(found).isBetween(least, most));
  }

  @Property
  void neverShrinksFromAttemptToAttempt(
      @ForAll @IntRange(min = 1, max = 1000) int attempt,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    RetrySpec spec = new RetrySpec(2000, Duration.ofMillis(3), Duration.ofDays(30), 1.1);
    assertThat(pause(spec, attempt + 1, random).orElseThrow())
        .isGreaterThanOrEqualTo(pause(spec, attempt, random).orElseThrow());
  }

  private static Optional<Duration> pause(RetrySpec spec, int attempt, double random) {
    return Backoff.pause(spec, attempt, Optional.empty(), random);
  }

  private static Duration asked(Duration retryAfter) {
    return Backoff.pause(SPEC, 1, Optional.of(retryAfter), 0).orElseThrow();
  }
}
