package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days on which the clocks are changed, zone by zone and policy by policy. */
class CronScheduleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # zone              | gap   | cron          | after (UTC)          | fires at (UTC)
          # Berlin 2026-03-29: 02:00+01:00 to 03:00+02:00
          Europe/Berlin       | SHIFT | 30 2 * * *    | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z 2026-03-30T00:30:00Z
          Europe/Berlin       | SKIP  | 30 2 * * *    | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z
          Europe/Berlin       | SHIFT | 0 2 * * *     | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z
          Europe/Berlin       | SHIFT | 0 3 * * *     | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z
          Europe/Berlin       | SHIFT | 30 2,3 * * *  | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z 2026-03-30T00:30:00Z
          Europe/Berlin       | SKIP  | 30 2,3 * * *  | 2026-03-28T12:00:00Z | 2026-03-29T01:30:00Z 2026-03-30T00:30:00Z
          Europe/Berlin       | SHIFT | 0 */2 * * *   | 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z 2026-03-29T04:00:00Z
          Europe/Berlin       | SKIP  | 0 */2 * * *   | 2026-03-28T22:00:00Z | 2026-03-28T23:00:00Z 2026-03-29T02:00:00Z 2026-03-29T04:00:00Z
          Europe/Berlin       | SHIFT | */20 2 * * *  | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:20:00Z 2026-03-29T01:40:00Z 2026-03-30T00:00:00Z
          Europe/Berlin       | SHIFT | 50 2,3 * * *  | 2026-03-29T01:00:00Z | 2026-03-29T01:50:00Z 2026-03-30T00:50:00Z
          Europe/Berlin       | SHIFT | 15,45 2 * * * | 2026-03-29T01:20:00Z | 2026-03-29T01:45:00Z 2026-03-30T00:15:00Z
          Europe/Berlin       | SHIFT | 30 2 29 3 *   | 2026-01-01T00:00:00Z | 2026-03-29T01:30:00Z 2027-03-29T00:30:00Z
          Europe/Berlin       | SKIP  | 30 2 29 3 *   | 2026-01-01T00:00:00Z | 2027-03-29T00:30:00Z 2028-03-29T00:30:00Z
          Europe/Berlin       | SHIFT | */15 * * * *  | 2026-03-29T00:30:00Z | 2026-03-29T00:45:00Z 2026-03-29T01:00:00Z 2026-03-29T01:15:00Z
          Europe/Berlin       | SKIP  | */15 * * * *  | 2026-03-29T00:30:00Z | 2026-03-29T00:45:00Z 2026-03-29T01:00:00Z 2026-03-29T01:15:00Z
          Europe/Berlin       | SHIFT | 0 * * * *     | 2026-03-28T23:00:00Z | 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z
          Europe/Berlin       | SHIFT | * * * * * *   | 2026-03-29T00:59:58Z | 2026-03-29T00:59:59Z 2026-03-29T01:00:00Z 2026-03-29T01:00:01Z
          # New York 2026-03-08: 02:00-05:00 to 03:00-04:00
          America/New_York    | SHIFT | 15 2 * * *    | 2026-03-07T12:00:00Z | 2026-03-08T07:15:00Z 2026-03-09T06:15:00Z
          America/New_York    | SKIP  | 15 2 * * *    | 2026-03-07T12:00:00Z | 2026-03-09T06:15:00Z
          America/New_York    | SHIFT | 0 9 * * *     | 2026-03-07T13:00:00Z | 2026-03-07T14:00:00Z 2026-03-08T13:00:00Z
          # Lord Howe 2026-10-04: 02:00+10:30 to 02:30+11:00
          Australia/Lord_Howe | SHIFT | 15 2 * * *    | 2026-10-03T12:00:00Z | 2026-10-03T15:45:00Z 2026-10-04T15:15:00Z
          Australia/Lord_Howe | SKIP  | 15 2 * * *    | 2026-10-03T12:00:00Z | 2026-10-04T15:15:00Z
          Australia/Lord_Howe | SHIFT | 0,30 2 * * *  | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:00:00Z 2026-10-04T15:30:00Z
          Australia/Lord_Howe | SHIFT | */15 * * * *  | 2026-10-03T15:00:00Z | 2026-10-03T15:15:00Z 2026-10-03T15:30:00Z 2026-10-03T15:45:00Z
          Australia/Lord_Howe | SHIFT | 0 * * * *     | 2026-10-03T14:00:00Z | 2026-10-03T14:30:00Z 2026-10-03T16:00:00Z
          Australia/Lord_Howe | SHIFT | 15,35 2 * * * | 2026-10-03T12:00:00Z | 2026-10-03T15:35:00Z 2026-10-03T15:45:00Z 2026-10-04T15:15:00Z
          # Troll 2026-03-29: 01:00+00:00 to 03:00+02:00
          Antarctica/Troll    | SHIFT | 10 2,3 * * *  | 2026-03-28T12:00:00Z | 2026-03-29T01:10:00Z 2026-03-29T02:10:00Z 2026-03-30T00:10:00Z
          # Casablanca after Ramadan, 2026-03-22: 02:00+00:00 to 03:00+01:00
          Africa/Casablanca   | SHIFT | 30 2 * * *    | 2026-03-21T12:00:00Z | 2026-03-22T02:30:00Z 2026-03-23T01:30:00Z
          Africa/Casablanca   | SKIP  | 30 2 * * *    | 2026-03-21T12:00:00Z | 2026-03-23T01:30:00Z
          # Clocks that jump over midnight: Santiago 2026-09-06, Beirut 2026-03-29, Cairo 2026-04-24
          America/Santiago    | SHIFT | 0 0 * * *     | 2026-09-05T12:00:00Z | 2026-09-06T04:00:00Z 2026-09-07T03:00:00Z
          America/Santiago    | SKIP  | 0 0 * * *     | 2026-09-05T12:00:00Z | 2026-09-07T03:00:00Z
          Asia/Beirut         | SHIFT | 0 0 * * *     | 2026-03-28T12:00:00Z | 2026-03-28T22:00:00Z 2026-03-29T21:00:00Z
          Asia/Beirut         | SKIP  | @daily        | 2026-03-28T12:00:00Z | 2026-03-29T21:00:00Z
          Africa/Cairo        | SHIFT | 30 0 * * FRI  | 2026-04-23T12:00:00Z | 2026-04-23T22:30:00Z 2026-04-30T21:30:00Z
          # Apia had no 2011-12-30 at all
          Pacific/Apia        | SHIFT | 0 9 * * *     | 2011-12-29T00:00:00Z | 2011-12-29T19:00:00Z 2011-12-30T19:00:00Z 2011-12-31T19:00:00Z
          Pacific/Apia        | SHIFT | 0 9 30 12 *   | 2011-01-01T00:00:00Z | 2011-12-30T19:00:00Z 2012-12-29T19:00:00Z
          UTC                 | SHIFT | 30 2 * * *    | 2026-03-28T12:00:00Z | 2026-03-29T02:30:00Z 2026-03-30T02:30:00Z
          """)
  void firesInSpring(String zone, DstGap gap, String cron, Instant after, String expected) {
    assertThat(firings(schedule(cron, zone, gap, DstOverlap.FIRST), after, expected))
        .isEqualTo(instants(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # zone              | overlap | cron          | after (UTC)          | fires at (UTC)
          # Berlin 2026-10-25: 03:00+02:00 to 02:00+01:00
          Europe/Berlin       | FIRST   | 30 2 * * *    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
          Europe/Berlin       | BOTH    | 30 2 * * *    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-26T01:30:00Z
          Europe/Berlin       | FIRST   | 0 3 * * *     | 2026-10-24T12:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z
          Europe/Berlin       | BOTH    | 0 3 * * *     | 2026-10-24T12:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z
          Europe/Berlin       | FIRST   | 0 2,3 * * *   | 2026-10-24T12:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z 2026-10-26T01:00:00Z
          Europe/Berlin       | FIRST   | 30 2 * * *    | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
          Europe/Berlin       | FIRST   | 30 2 * * *    | 2026-10-25T01:15:00Z | 2026-10-26T01:30:00Z
          Europe/Berlin       | BOTH    | 15,45 2 * * * | 2026-10-25T00:30:00Z | 2026-10-25T00:45:00Z 2026-10-25T01:15:00Z 2026-10-25T01:45:00Z 2026-10-26T01:15:00Z
          Europe/Berlin       | FIRST   | */30 * * * *  | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-25T02:00:00Z
          Europe/Berlin       | FIRST   | 0 * * * *     | 2026-10-24T23:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
          Europe/Berlin       | FIRST   | 0 0-23 * * *  | 2026-10-24T23:00:00Z | 2026-10-25T00:00:00Z 2026-10-25T01:00:00Z 2026-10-25T02:00:00Z
          Europe/Berlin       | FIRST   | * * * * * *   | 2026-10-25T00:59:58Z | 2026-10-25T00:59:59Z 2026-10-25T01:00:00Z 2026-10-25T01:00:01Z
          # New York 2026-11-01: 02:00-04:00 to 01:00-05:00
          America/New_York    | FIRST   | 30 1 * * *    | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
          America/New_York    | BOTH    | 30 1 * * *    | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-01T06:30:00Z 2026-11-02T06:30:00Z
          # Lord Howe 2026-04-05: 02:00+11:00 to 01:30+10:30
          Australia/Lord_Howe | FIRST   | 45 1 * * *    | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z
          Australia/Lord_Howe | BOTH    | 45 1 * * *    | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z 2026-04-04T15:15:00Z 2026-04-05T15:15:00Z
          Australia/Lord_Howe | BOTH    | 15 1 * * *    | 2026-04-04T12:00:00Z | 2026-04-04T14:15:00Z 2026-04-05T14:45:00Z
          # Casablanca before Ramadan, 2026-02-15: 03:00+01:00 to 02:00+00:00
          Africa/Casablanca   | FIRST   | 30 2 * * *    | 2026-02-14T12:00:00Z | 2026-02-15T01:30:00Z 2026-02-16T02:30:00Z
          Africa/Casablanca   | BOTH    | 30 2 * * *    | 2026-02-14T12:00:00Z | 2026-02-15T01:30:00Z 2026-02-15T02:30:00Z 2026-02-16T02:30:00Z
          # The hour before midnight comes twice: Santiago 2026-04-05, Beirut 2026-10-25
          America/Santiago    | FIRST   | 0 0 * * *     | 2026-04-04T12:00:00Z | 2026-04-05T04:00:00Z 2026-04-06T04:00:00Z
          America/Santiago    | FIRST   | 30 23 * * *   | 2026-04-04T12:00:00Z | 2026-04-05T02:30:00Z 2026-04-06T03:30:00Z
          America/Santiago    | BOTH    | 30 23 * * *   | 2026-04-04T12:00:00Z | 2026-04-05T02:30:00Z 2026-04-05T03:30:00Z 2026-04-06T03:30:00Z
          Asia/Beirut         | FIRST   | 0 0 * * *     | 2026-10-24T12:00:00Z | 2026-10-24T22:00:00Z 2026-10-25T22:00:00Z
          """)
  void firesInAutumn(String zone, DstOverlap overlap, String cron, Instant after, String expected) {
    assertThat(firings(schedule(cron, zone, DstGap.SHIFT, overlap), after, expected))
        .isEqualTo(instants(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # gap | overlap | cron           | firing               | note
          SHIFT | FIRST   | 30 2 * * *     | 2026-03-29T01:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: fires at 2026-03-29T03:30
          SHIFT | FIRST   | 30 2,3 * * *   | 2026-03-29T01:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: fires at 2026-03-29T03:30
          SHIFT | FIRST   | 0 2 * * *      | 2026-03-29T01:00:00Z | 2026-03-29T02:00 does not exist in Europe/Berlin: fires at 2026-03-29T03:00
          SHIFT | FIRST   | 30 1,3 * * *   | 2026-03-29T01:30:00Z |
          SHIFT | FIRST   | 30 2 * * *     | 2026-03-30T00:30:00Z |
          SKIP  | FIRST   | 30 2 * * *     | 2026-03-30T00:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: left out
          SKIP  | FIRST   | 30 2 * * *     | 2026-03-31T00:30:00Z |
          SKIP  | FIRST   | 0 */2 * * *    | 2026-03-29T02:00:00Z | 2026-03-29T02:00 does not exist in Europe/Berlin: left out
          SKIP  | FIRST   | 30 2,3 * * *   | 2026-03-29T01:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: left out
          SKIP  | FIRST   | */20 2 * * *   | 2026-03-30T00:00:00Z | the times from 2026-03-29T02:00 until 2026-03-29T03:00 do not exist in Europe/Berlin: left out
          SKIP  | FIRST   | 30 2 29 3 *    | 2027-03-29T00:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: left out
          SKIP  | FIRST   | 30 2 29 3 *    | 2028-03-29T00:30:00Z |
          SKIP  | BOTH    | 30 2 29 3,10 * | 2026-10-29T01:30:00Z | 2026-03-29T02:30 does not exist in Europe/Berlin: left out
          SHIFT | BOTH    | 30 2 * * *     | 2026-10-25T00:30:00Z |
          SHIFT | BOTH    | 30 2 * * *     | 2026-10-25T01:30:00Z | 2026-10-25T02:30 comes twice in Europe/Berlin: the second time
          SHIFT | BOTH    | 0 3 * * *      | 2026-10-25T02:00:00Z |
          SHIFT | FIRST   | 30 2 * * *     | 2026-10-25T00:30:00Z | 2026-10-25T02:30 comes twice in Europe/Berlin: the first time only
          SHIFT | FIRST   | 30 1,3 * * *   | 2026-10-24T23:30:00Z |
          SHIFT | FIRST   | 30 1,3 * * *   | 2026-10-25T02:30:00Z |
          SHIFT | FIRST   | 0 3 * * *      | 2026-10-25T02:00:00Z |
          SHIFT | FIRST   | 0 * * * *      | 2026-03-29T01:00:00Z |
          SHIFT | FIRST   | 0 * * * *      | 2026-10-25T01:00:00Z |
          """)
  void tellsWhatAChangeOfTheClocksDid(
      DstGap gap, DstOverlap overlap, String cron, Instant firing, String note) {
    Schedule schedule = schedule(cron, "Europe/Berlin", gap, overlap);
    assertThat(schedule.next(firing.minusSeconds(1)))
        .contains(new Due(firing, Optional.ofNullable(note)));
  }

  @Test
  void saysTheSameOfAFiringWhereverTheSearchBegan() {
    Schedule schedule = schedule("30 2 * * *", "Europe/Berlin", DstGap.SKIP, DstOverlap.FIRST);
    assertThat(schedule.next(Instant.parse("2026-03-28T12:00:00Z")))
        .isEqualTo(schedule.next(Instant.parse("2026-03-30T00:29:59.999999Z")))
        .hasValueSatisfying(due -> assertThat(due.note()).isPresent());
  }

  @Test
  void neverFiresIfAllItsTimesAreLeftOut() {
    assertThat(
            schedule("30 2 ? 3 SUNL", "Europe/Berlin", DstGap.SKIP, DstOverlap.FIRST)
                .next(Instant.parse("2026-01-01T00:00:00Z")))
        .isEmpty();
  }

  private static Schedule schedule(String cron, String zone, DstGap gap, DstOverlap overlap) {
    return CronSchedule.of(
        CronExpression.parse(cron), new WallClock(ZoneId.of(zone), gap, overlap));
  }

  private static List<Instant> firings(Schedule schedule, Instant after, String expected) {
    return Stream.iterate(after, at -> schedule.next(at).orElseThrow().scheduledFor())
        .skip(1)
        .limit(instants(expected).size())
        .toList();
  }

  private static List<Instant> instants(String texts) {
    return Stream.of(texts.split(" ")).map(Instant::parse).toList();
  }
}
