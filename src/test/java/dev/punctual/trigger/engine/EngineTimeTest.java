package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TurnedTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnedTime turned = new TurnedTime(START);
  private final EngineTime time = new EngineTime(turned.clock(), turned::nanos);

  @Test
  void goesOnWithTheMonotonicClock() {
    turned.pass(Duration.ofMillis(1_234));
    assertThat(time.now()).isEqualTo(START.plusMillis(1_234));
  }

  @Test
  void followsTheDatabase() {
    long asked = time.nanos();
    turned.pass(Duration.ofMillis(2));
    time.heard(START.plusSeconds(5).plusMillis(1), asked);
    assertThat(time.now()).isEqualTo(START.plusSeconds(5).plusMillis(2));
    turned.pass(Duration.ofSeconds(1));
    assertThat(time.now()).isEqualTo(START.plusSeconds(6).plusMillis(2));
  }

  @Test
  void takesADifferenceWithinTheRoundTripForNone() {
    long asked = time.nanos();
    turned.pass(Duration.ofMillis(10));
    time.heard(START.plusMillis(9), asked);
    assertThat(time.now()).isEqualTo(START.plusMillis(10));
  }

  @Test
  void doesNotCareForAStepOfThisMachinesClock() {
    EngineTime stepped = new EngineTime(new dev.punctual.testkit.TestClock(START), turned::nanos);
    turned.pass(Duration.ofSeconds(3));
    assertThat(stepped.now()).isEqualTo(START.plusSeconds(3));
  }
}
