package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptTest {

  @Test
  void timesAreAsPreciseAsThoseOfTheEvent() {
    Instant precise = Instant.parse("2026-11-30T09:00:00.123456Z");
    assertThat(Attempt.only(precise.plusNanos(789), precise.plusNanos(999)))
        .isEqualTo(Attempt.only(precise, precise));
  }
}
