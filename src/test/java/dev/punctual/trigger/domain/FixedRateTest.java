package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedRateTest {
  private static final long YEAR_1 = -62_135_596_800_000_000L;
  private static final long YEAR_9998 = 253_339_228_800_000_000L;

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, PT10S,   2025-12-31T23:59:59.999999999Z, 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z, PT10S,   2026-01-01T00:00:00Z,           2026-01-01T00:00:10Z",
    "2026-01-01T00:00:00Z, PT10S,   2026-01-01T00:00:09.999999999Z, 2026-01-01T00:00:10Z",
    "2026-01-01T00:00:00Z, PT10S,   1066-10-14T00:00:00Z,           2026-01-01T00:00:00Z",
    "2026-01-01T00:00:05Z, PT0.1S,  2026-01-01T00:00:05.050Z,       2026-01-01T00:00:05.100Z",
    "2026-01-01T00:00:00Z, PT0.3S,  2026-12-31T23:59:59.999Z,       2027-01-01T00:00:00Z",
    "1970-01-01T00:00:00.000007Z, P1D, 2026-03-28T12:00:00Z,        2026-03-29T00:00:00.000007Z",
    "0001-01-01T00:00:00Z, PT0.7S,  9998-01-01T00:00:00Z,           9998-01-01T00:00:00.200Z",
    "2026-01-01T00:00:00.0000009Z, PT0.1000009S, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00.100Z",
  })
  void firesAtTheAnchorAndEachPeriodAfterIt(
      Instant anchor, Duration period, Instant after, Instant expected) {
    assertThat(new FixedRate(anchor, period).next(after))
        .contains(new Due(expected, Optional.empty()));
  }

  /** The law in numbers without bounds. */
  @Property
  void neverDriftsAndNeverOverflows(
      @ForAll @LongRange(min = YEAR_1, max = YEAR_9998) long anchor,
      @ForAll @LongRange(min = 100_000, max = 3_153_600_000_000_000L) long period,
      @ForAll @LongRange(min = YEAR_1, max = YEAR_9998) long after) {
    Schedule schedule = new FixedRate(instant(anchor), micros(period));
    long next = micros(schedule.next(instant(after)).orElseThrow().scheduledFor());
    BigInteger sinceAnchor = BigInteger.valueOf(next).subtract(BigInteger.valueOf(anchor));
    assertThat(sinceAnchor.mod(BigInteger.valueOf(period))).isZero();
    assertThat(next).isGreaterThan(after).isGreaterThanOrEqualTo(anchor);
    assertThat(next == anchor || next - period <= after).isTrue();
  }

  @Property
  void countsWhatItWouldStepThrough(
      @ForAll @IntRange(min = 100, max = 5_000) int periodMillis,
      @ForAll @IntRange(min = -60_000, max = 60_000) int from,
      @ForAll @IntRange(max = 60_000) int length) {
    Instant anchor = Instant.parse("2026-01-01T00:00:00Z");
    Schedule schedule = new FixedRate(anchor, Duration.ofMillis(periodMillis));
    Instant begin = anchor.plusMillis(from);
    Instant until = begin.plusMillis(length);
    long stepped = 0;
    Instant at = schedule.next(begin.minusNanos(1)).orElseThrow().scheduledFor();
    while (at.isBefore(until)) {
      stepped++;
      at = schedule.next(at).orElseThrow().scheduledFor();
    }
    assertThat(schedule.count(begin, until)).isEqualTo(stepped);
  }

  @Test
  void countsMillionsWithoutSteppingThroughThem() {
    Instant anchor = Instant.parse("1970-01-01T00:00:00Z");
    assertThat(
            new FixedRate(anchor, Duration.ofMillis(100))
                .count(anchor, Instant.parse("9970-01-01T00:00:00Z")))
        .isEqualTo(Duration.ofDays(8_000L / 400 * 146_097).toMillis() / 100);
  }

  @Test
  void refusesPeriodsThatAreOutOfBounds() {
    for (Duration period :
        new Duration[] {
          Duration.ZERO,
          Duration.ofMillis(-100),
          Duration.ofNanos(99_999_999),
          Duration.ofDays(36_501),
          Duration.ofSeconds(Long.MAX_VALUE)
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> new FixedRate(Instant.EPOCH, period));
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros(micros));
  }

  private static Duration micros(long micros) {
    return Duration.ofSeconds(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
