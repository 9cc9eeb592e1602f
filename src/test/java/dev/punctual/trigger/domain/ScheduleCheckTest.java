package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.FieldError;
import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleCheckTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123456789Z");
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # at, in, every, cron, timezone, start_at, end_at
          2026-06-01T12:00:00.123456789Z |        |          |             |               |                      |
          9999-12-31T23:59:59Z           |        |          |             |               |                      |
                                         | PT0.1S |          |             |               |                      |
                                         |        | PT0.1S   |             |               |                      |
                                         |        | P36500D  |             |               | 2020-01-01T00:00:00Z |
                                         |        | PT1H     |             |               | 2020-01-01T00:00:00Z | 2026-06-01T13:00:00Z
                                         |        | PT1H     |             |               | 2030-01-01T00:00:00Z | 2030-01-01T00:00:00Z
                                         |        |          | 0 9 * * *   |               |                      |
                                         |        |          | 0 9 29 2 *  | Europe/Berlin |                      |
                                         |        |          | 0 9 * * *   | UTC           | 2026-06-02T09:00:00Z | 2026-06-02T09:00:00Z
          """)
  void findsNothingWrongWithWhatWillFire(
      @Nullable Instant at,
      @Nullable Duration in,
      @Nullable Duration every,
      @Nullable String cron,
      @Nullable String timezone,
      @Nullable Instant startAt,
      @Nullable Instant endAt) {
    assertThat(errors(spec(at, in, every, cron, timezone, startAt, endAt))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # at, in, every, cron, timezone, start_at, end_at, where and what
                               |       |          |                 |               |                       |                      | /schedule          | must have exactly one of at, in, every and cron
                               | PT1S  | PT1S     |                 |               |                       |                      | /schedule          | must have exactly one of at, in, every and cron
          2026-06-01T12:00:00Z |       |          |                 |               |                       |                      | /schedule/at       | must not be in the past
          +10000-01-01T00:00:00Z |     |          |                 |               |                       |                      | /schedule/at       | must not be after the year 9999
                               | PT0S  |          |                 |               |                       |                      | /schedule/in       | must be at least PT0.001S
                               | PT0.0009S |      |                 |               |                       |                      | /schedule/in       | must be at least PT0.001S
          2026-07-01T12:00:00Z | PT1S  |          |                 |               |                       |                      | /schedule          | must have exactly one of at, in, every and cron
                               | PT-1S |          |                 |               |                       |                      | /schedule/in       | must be at least PT0.001S
                               | P3000000D |      |                 |               |                       |                      | /schedule/in       | must not reach beyond the year 9999
                               |       | PT0.09S  |                 |               |                       |                      | /schedule/every    | must be at least PT0.1S
                               |       | PT-5S    |                 |               |                       |                      | /schedule/every    | must be at least PT0.1S
                               |       | P36501D  |                 |               |                       |                      | /schedule/every    | must be at most 36500 days
                               |       |          | 0 25 * * *      |               |                       |                      | /schedule/cron     | hour: 25 is not between 0 and 23
                               |       |          | 0 0 30 2 *      |               |                       |                      | /schedule/cron     | never fires
                               |       |          | 0 0 30 2 *      |               |                       | 2027-01-01T00:00:00Z | /schedule/cron     | never fires
                               |       |          | 0 0 * * *       | Europe/Berln  |                       |                      | /schedule/timezone | must be an IANA time zone, such as Europe/Berlin, or UTC
                               |       |          | 0 0 * * *       | +02:00        |                       |                      | /schedule/timezone | must be an IANA time zone, such as Europe/Berlin, or UTC
                               |       |          | 0 0 * * *       | SystemV/EST5  |                       |                      | /schedule/timezone | must be an IANA time zone, such as Europe/Berlin, or UTC
                               |       | PT1H     |                 | Europe/Berlin |                       |                      | /schedule/timezone | makes sense with cron only
                               | PT1H  |          |                 |               | 2026-07-01T00:00:00Z  |                      | /schedule/start_at | makes sense with every and cron only
                               | PT1H  |          |                 |               |                       | 2026-07-01T00:00:00Z | /schedule/end_at   | makes sense with every and cron only
                               |       | PT1H     |                 |               | +10000-01-01T00:00:00Z |                     | /schedule/start_at | must be in the years 1 to 9999
                               |       | PT1H     |                 |               | -0001-01-01T00:00:00Z |                      | /schedule/start_at | must be in the years 1 to 9999
                               |       | PT1H     |                 |               |                       | +10000-01-01T00:00:00Z | /schedule/end_at | must be in the years 1 to 9999
                               |       | PT1H     |                 |               |                       | 2026-05-01T00:00:00Z | /schedule/end_at   | must not be before the first firing, 2026-06-01T13:00:00.123Z
                               |       | PT1H     |                 |               | 2026-07-02T00:00:00Z  | 2026-07-01T00:00:00Z | /schedule/end_at   | must not be before the first firing, 2026-07-02T00:00:00Z
                               |       |          | 0 9 * * MON     |               |                       | 2026-06-02T00:00:00Z | /schedule/end_at   | must not be before the first firing, 2026-06-08T09:00:00Z
          """)
  void saysWhatIsWrongAndWhere(
      @Nullable Instant at,
      @Nullable Duration in,
      @Nullable Duration every,
      @Nullable String cron,
      @Nullable String timezone,
      @Nullable Instant startAt,
      @Nullable Instant endAt,
      String pointer,
      String message) {
    assertThat(errors(spec(at, in, every, cron, timezone, startAt, endAt)))
        .containsExactly(new FieldError(pointer, message));
  }

  @Test
  void namesEverythingThatIsWrong() {
    ScheduleSpec spec =
        spec(null, Duration.ZERO, null, null, "Mars/Olympus", Instant.MAX, Instant.MIN);
    assertThat(errors(spec))
        .extracting(FieldError::pointer)
        .containsExactly(
            "/schedule/in", "/schedule/timezone", "/schedule/start_at", "/schedule/end_at");
  }

  @Test
  void answersAbsurdValuesWithErrorsInsteadOfExceptions() {
    List<ScheduleSpec> absurd =
        List.of(
            spec(Instant.MIN, null, null, null, null, null, null),
            spec(Instant.MAX, null, null, null, null, null, null),
            spec(null, FOREVER, null, null, null, null, null),
            spec(null, FOREVER.negated(), null, null, null, null, null),
            spec(null, null, FOREVER, null, null, null, null),
            spec(null, null, FOREVER.negated(), null, null, null, null),
            spec(null, null, Duration.ofHours(1), null, null, Instant.MIN, Instant.MAX),
            spec(null, null, null, "", "", Instant.MAX, Instant.MIN));
    assertThat(absurd).allSatisfy(spec -> assertThat(errors(spec)).isNotEmpty());
  }

  @Test
  void refusesACronWhoseTimesAreAllLeftOut() {
    ScheduleSpec spec =
        ScheduleSpec.cron("30 2 ? 3 SUNL", "Europe/Berlin", DstGap.SKIP, DstOverlap.FIRST);
    assertThat(errors(spec)).containsExactly(new FieldError("/schedule/cron", "never fires"));
  }

  private static List<FieldError> errors(ScheduleSpec spec) {
    return ScheduleCheck.errors(spec, NOW, "/schedule");
  }

  private static ScheduleSpec spec(
      @Nullable Instant at,
      @Nullable Duration in,
      @Nullable Duration every,
      @Nullable String cron,
      @Nullable String timezone,
      @Nullable Instant startAt,
      @Nullable Instant endAt) {
    return new ScheduleSpec(
        Optional.ofNullable(at),
        Optional.ofNullable(in),
        Optional.ofNullable(every),
        Optional.ofNullable(cron),
        Optional.ofNullable(timezone),
        DstGap.SHIFT,
        DstOverlap.FIRST,
        Optional.ofNullable(startAt),
        Optional.ofNullable(endAt));
  }
}
