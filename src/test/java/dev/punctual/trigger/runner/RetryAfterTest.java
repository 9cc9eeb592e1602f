package dev.punctual.trigger.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | PT2M",
        "' 7 ' | PT7S",
        "Wed, 25 Nov 2026 08:01:30 GMT | PT1M30S",
        "Wed, 25 Nov 2026 07:59:00 GMT |",
        "0 |",
        "-5 |",
        "1.5 |",
        "99999999999999999999 |",
        "soon |",
        "'' |"
      })
  void readsSecondsAndDatesAndNothingElse(String value, Duration wait) {
    assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Optional.ofNullable(wait));
  }
}
