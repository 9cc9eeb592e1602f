package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The same expressions, worked out by cron-utils, in a zone whose clocks are never changed. */
class CronSecondOpinionTest {
  private static final int STEPS = 5;
  private static final CronParser UNIX = parser(CronType.UNIX);
  private static final CronParser SPRING = parser(CronType.SPRING53);

  @Property(tries = 5_000)
  void agreesOnFiveFields(
      @ForAll("unix") String expression, @ForAll("starts") LocalDateTime start) {
    assertAgreement(UNIX, expression, start);
  }

  @Property(tries = 5_000)
  void agreesOnSixFieldsWithLastNearestAndNthDays(
      @ForAll("extended") String expression, @ForAll("starts") LocalDateTime start) {
    assertAgreement(SPRING, expression, start);
  }

  private static void assertAgreement(CronParser parser, String expression, LocalDateTime start) {
    ExecutionTime theirs = ExecutionTime.forCron(parser.parse(expression));
    CronExpression ours = CronExpression.parse(expression);
    LocalDateTime time = start;
    for (int i = 0; i < STEPS; i++) {
      Optional<LocalDateTime> expected =
          theirs.nextExecution(time.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
      Optional<LocalDateTime> actual = ours.first(time.plusSeconds(1), time.plusYears(41));
      assertThat(actual).as("%s after %s", expression, time).isEqualTo(expected);
      if (actual.isEmpty()) {
        return;
      }
      time = actual.get();
    }
  }

  @Provide
  Arbitrary<String> unix() {
    return CronArbitraries.unix();
  }

  @Provide
  Arbitrary<String> extended() {
    return CronArbitraries.extended();
  }

  @Provide
  Arbitrary<LocalDateTime> starts() {
    LocalDateTime first = LocalDateTime.of(2019, 12, 30, 23, 0);
    return Arbitraries.integers().between(0, 10 * 366 * 86_400).map(first::plusSeconds);
  }

  private static CronParser parser(CronType type) {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
