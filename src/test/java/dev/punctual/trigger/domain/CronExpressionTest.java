package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # expression        | after               | next matches
          * * * * *           | 2026-01-01T00:00:30 | 2026-01-01T00:01 2026-01-01T00:02
          * * * * * *         | 2026-01-01T00:00:58 | 2026-01-01T00:00:59 2026-01-01T00:01
          */5 * * * *         | 2026-01-01T00:52    | 2026-01-01T00:55 2026-01-01T01:00
          10-40/15 * * * *    | 2026-01-01T00:00    | 2026-01-01T00:10 2026-01-01T00:25 2026-01-01T00:40 2026-01-01T01:10
          5/20 * * * *        | 2026-01-01T00:05    | 2026-01-01T00:25 2026-01-01T00:45 2026-01-01T01:05
          0,30 9 * * *        | 2026-01-01T09:00    | 2026-01-01T09:30 2026-01-02T09:00
          0 22-1 * * *        | 2026-01-01T21:00    | 2026-01-01T22:00 2026-01-01T23:00 2026-01-02T00:00 2026-01-02T01:00 2026-01-02T22:00
          59 59 23 31 12 *    | 2026-01-01T00:00    | 2026-12-31T23:59:59 2027-12-31T23:59:59
          0 9 * * MON-FRI     | 2026-01-02T09:00    | 2026-01-05T09:00 2026-01-06T09:00
          0 9 * * fri-mon     | 2026-01-05T09:00    | 2026-01-09T09:00 2026-01-10T09:00 2026-01-11T09:00 2026-01-12T09:00
          0 9 * * 5-7         | 2026-01-05T09:00    | 2026-01-09T09:00 2026-01-10T09:00 2026-01-11T09:00 2026-01-16T09:00
          0 0 * * 0           | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
          0 0 * * 7           | 2026-01-01T00:00    | 2026-01-04T00:00 2026-01-11T00:00
          0 0 * * 0-7         | 2026-01-03T00:00    | 2026-01-04T00:00 2026-01-05T00:00
          0 0 * * 7-1         | 2026-01-03T00:00    | 2026-01-04T00:00 2026-01-05T00:00 2026-01-11T00:00
          0 0 1 Nov-Feb *     | 2026-02-01T00:00    | 2026-11-01T00:00 2026-12-01T00:00 2027-01-01T00:00 2027-02-01T00:00
          0 0 31 * *          | 2026-01-31T00:00    | 2026-03-31T00:00 2026-05-31T00:00
          0 0 29 2 *          | 2026-01-01T00:00    | 2028-02-29T00:00 2032-02-29T00:00
          0 0 29 2 ?          | 2096-03-01T00:00    | 2104-02-29T00:00
          0 0 13 * FRI        | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00
          0 0 13 * *          | 2026-01-01T00:00    | 2026-01-13T00:00 2026-02-13T00:00
          0 0 ? * FRI         | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-09T00:00
          0 0 */1 * FRI       | 2026-01-01T00:00    | 2026-01-02T00:00 2026-01-09T00:00
          0 0 L * *           | 2026-01-31T00:00    | 2026-02-28T00:00 2026-03-31T00:00
          0 0 L-2 * *         | 2026-01-31T00:00    | 2026-02-26T00:00 2026-03-29T00:00
          0 0 L-28 * *        | 2026-01-31T00:00    | 2026-03-03T00:00 2026-04-02T00:00
          0 0 LW * *          | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00 2026-03-31T00:00
          0 0 15W * *         | 2026-01-31T00:00    | 2026-02-16T00:00 2026-03-16T00:00 2026-04-15T00:00
          0 0 1W 8 *          | 2026-01-01T00:00    | 2026-08-03T00:00 2027-08-02T00:00
          0 0 31W 5 *         | 2026-01-01T00:00    | 2026-05-29T00:00 2027-05-31T00:00
          0 0 31W * *         | 2026-03-31T00:00    | 2026-05-29T00:00 2026-07-31T00:00
          0 0 1,L * *         | 2026-01-01T00:00    | 2026-01-31T00:00 2026-02-01T00:00 2026-02-28T00:00
          0 0 * * FRIL        | 2026-01-01T00:00    | 2026-01-30T00:00 2026-02-27T00:00
          0 0 * * 7L          | 2026-01-01T00:00    | 2026-01-25T00:00 2026-02-22T00:00
          0 0 * * 2#1         | 2026-01-01T00:00    | 2026-01-06T00:00 2026-02-03T00:00
          0 0 * * thu#5       | 2026-01-01T00:00    | 2026-01-29T00:00 2026-04-30T00:00
          0 0 * * MON,FRI#2   | 2026-01-05T00:00    | 2026-01-09T00:00 2026-01-12T00:00 2026-01-19T00:00
          0 0 * 2 MON#5       | 2026-01-01T00:00    | 2044-02-29T00:00 2072-02-29T00:00 2112-02-29T00:00
          @yearly             | 2026-01-01T00:00    | 2027-01-01T00:00
          @annually           | 2026-01-01T00:00    | 2027-01-01T00:00
          @monthly            | 2026-01-01T00:00    | 2026-02-01T00:00
          @weekly             | 2026-01-01T00:00    | 2026-01-04T00:00
          @daily              | 2026-01-01T00:00    | 2026-01-02T00:00
          @midnight           | 2026-01-01T00:00    | 2026-01-02T00:00
          @Hourly             | 2026-01-01T00:00    | 2026-01-01T01:00
          """)
  void matchesWhatItSays(String expression, LocalDateTime after, String next) {
    List<LocalDateTime> expected = Stream.of(next.split(" ")).map(LocalDateTime::parse).toList();
    CronExpression cron = CronExpression.parse(expression);
    assertThat(
            Stream.iterate(after, time -> next(cron, time).orElseThrow())
                .skip(1)
                .limit(expected.size()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 ?", "0 0 31W 2 *", "0 0 L-30 2 *"})
  void findsOutThatItNeverMatches(String expression) {
    LocalDateTime from = LocalDateTime.of(2026, 1, 1, 0, 0);
    assertThat(CronExpression.parse(expression).first(from, from.plusYears(1_000)))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                | must have five fields (minute hour day-of-month month day-of-week) or six (second first)
          * * * *           | must have five fields (minute hour day-of-month month day-of-week) or six (second first)
          * * * * * * *     | must have five fields (minute hour day-of-month month day-of-week) or six (second first)
          @reboot           | "@reboot" is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly
          60 * * * *        | minute: 60 is not between 0 and 59
          61 * * * * *      | second: 61 is not between 0 and 59
          0 24 * * *        | hour: 24 is not between 0 and 23
          0 0 0 * *         | day-of-month: 0 is not between 1 and 31
          0 0 32W * *       | day-of-month: 32 is not between 1 and 31
          0 0 L-31 * *      | day-of-month: "L-31" reaches back more than 30 days
          0 0 LX * *        | day-of-month: "LX" is none of L, L-n and LW
          0 0 W * *         | day-of-month: "" is not a number
          0 0 * 13 *        | month: 13 is not between 1 and 12
          0 0 * JANUARY *   | month: "JANUARY" is neither a number nor a name such as FEB
          0 0 * * 8         | day-of-week: 8 is not between 0 and 7
          0 0 * * L         | day-of-week: L and # need a weekday before them, such as FRIL or FRI#2
          0 0 * * FRI#6     | day-of-week: after # comes 1 to 5, not 6
          0 0 * * FRI#      | day-of-week: "" is neither a number nor a name such as MON
          */0 * * * *       | minute: step 0 is not between 1 and 59
          */60 * * * *      | minute: step 60 is not between 1 and 59
          1,,2 * * * *      | minute: "1,,2" has an empty item
          , * * * *         | minute: "," has an empty item
          1- * * * *        | minute: "" is not a number
          1-2-3 * * * *     | minute: "2-3" is not a number
          1/2/3 * * * *     | minute: "2/3" is not a number
          -5 * * * *        | minute: "" is not a number
          +5 * * * *        | minute: "+5" is not a number
          99999999999 * * * * | minute: "99999999999" is not a number
          ٣ * * * *         | minute: "٣" is not a number
          ? * * * *         | minute: "?" is not a number
          """)
  void saysWhichFieldIsWrongAndWhy(String expression, String reason) {
    assertThatExceptionOfType(CronSyntaxException.class)
        .isThrownBy(() -> CronExpression.parse(expression))
        .withMessage(reason);
  }

  @Test
  void refusesWhatIsTooLongToBeAnExpression() {
    assertThatExceptionOfType(CronSyntaxException.class)
        .isThrownBy(() -> CronExpression.parse("0,".repeat(300) + "0 * * * *"))
        .withMessage("must have at most 500 characters");
  }

  @Property(tries = 2_000)
  void countsWhatItWouldStepThrough(
      @ForAll("expressions") String expression,
      @ForAll("starts") LocalDateTime start,
      @ForAll @IntRange(max = 90 * 86_400) int seconds) {
    CronExpression cron = CronExpression.parse(expression);
    LocalDateTime until = start.plusSeconds(seconds);
    long counted =
        Stream.iterate(
                cron.first(start, until),
                Optional::isPresent,
                time -> cron.first(time.get().plusSeconds(1), until))
            .limit(20_000)
            .count();
    if (counted < 20_000) {
      assertThat(cron.count(start, until)).isEqualTo(counted);
    }
  }

  @Property(tries = 2_000)
  void matchesExactlyWhatItFinds(
      @ForAll("expressions") String expression, @ForAll("starts") LocalDateTime start) {
    CronExpression cron = CronExpression.parse(expression);
    assertThat(cron.matches(start)).isEqualTo(cron.first(start, start.plusSeconds(1)).isPresent());
    next(cron, start).ifPresent(next -> assertThat(cron.matches(next)).isTrue());
  }

  private static Optional<LocalDateTime> next(CronExpression cron, LocalDateTime after) {
    return cron.first(after.plusSeconds(1), after.plusYears(41));
  }

  @Provide
  Arbitrary<String> expressions() {
    return CronArbitraries.any();
  }

  @Provide
  Arbitrary<LocalDateTime> starts() {
    LocalDateTime first = LocalDateTime.of(2023, 12, 30, 0, 0);
    return Arbitraries.integers().between(0, 5 * 366 * 86_400).map(first::plusSeconds);
  }
}
