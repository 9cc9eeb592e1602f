package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallingHoursTest {

  @ParameterizedTest
  @CsvSource({
    // New York's hour moves with its clocks.
    "America/New_York, 2026-03-07, 14:00Z, 22:00Z",
    "America/New_York, 2026-03-08, 13:00Z, 21:00Z",
    "America/New_York, 2026-10-31, 13:00Z, 21:00Z",
    "America/New_York, 2026-11-01, 14:00Z, 22:00Z",
    // Half-hour and quarter-hour zones.
    "Asia/Kolkata, 2026-03-08, 03:30Z, 11:30Z",
    "Asia/Kathmandu, 2026-03-08, 03:15Z, 11:15Z",
    // Half an hour of daylight saving.
    "Australia/Lord_Howe, 2026-04-04, 2026-04-03T22:00Z, 2026-04-04T06:00Z",
    "Australia/Lord_Howe, 2026-04-05, 2026-04-04T22:30Z, 2026-04-05T06:30Z",
    // Morocco is on UTC in Ramadan and an hour ahead otherwise.
    "Africa/Casablanca, 2026-03-01, 09:00Z, 17:00Z",
    "Africa/Casablanca, 2026-04-01, 08:00Z, 16:00Z",
    // Windows across midnight UTC.
    "Pacific/Honolulu, 2026-03-08, 19:00Z, 2026-03-09T03:00Z",
    "Asia/Tokyo, 2026-03-08, 00:00Z, 08:00Z",
    "Pacific/Kiritimati, 2026-03-08, 2026-03-07T19:00Z, 2026-03-08T03:00Z"
  })
  void opensAtNineLocalTime(String zone, LocalDate date, String from, String to) {
    assertThat(ofDate(CallPolicy.DEFAULT, zone, date))
        .containsExactly(instant(date, from) + "/" + instant(date, to));
  }

  @ParameterizedTest
  @CsvSource({
    // 02:00 to 03:00 does not exist.
    "America/New_York, 2026-03-08, 02:00-03:00, ''",
    "America/New_York, 2026-03-08, 01:00-04:00, 06:00Z/08:00Z",
    // 01:00 to 02:00 comes twice.
    "America/New_York, 2026-11-01, 01:00-01:30, 05:00Z/05:30Z 06:00Z/06:30Z",
    "America/New_York, 2026-11-01, 00:30-02:30, 04:30Z/07:30Z",
    "Australia/Lord_Howe, 2026-10-04, 01:00-03:00, 2026-10-03T14:30Z/2026-10-03T16:00Z",
    "Australia/Lord_Howe, 2026-04-05, 01:00-03:00, 2026-04-04T14:00Z/2026-04-04T16:30Z"
  })
  void isOpenWheneverTheLocalClockShowsATimeOfTheWindow(
      String zone, LocalDate date, String window, String expected) {
    List<String> ranges =
        Arrays.stream(expected.split(" ", -1))
            .filter(range -> !range.isEmpty())
            .map(range -> range.split("/", -1))
            .map(ends -> instant(date, ends[0]) + "/" + instant(date, ends[1]))
            .toList();
    assertThat(ofDate(Policies.windows(window), zone, date)).isEqualTo(ranges);
  }

  @Test
  void isOpenInSeveralWindowsOfADayAndOnTheirDaysOnly() {
    CallPolicy policy =
        Policies.windows(
            List.of(
                new CallWindow(Set.of(DayOfWeek.MONDAY), LocalTime.of(9, 0), LocalTime.of(12, 0)),
                new CallWindow(
                    Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY),
                    LocalTime.of(13, 30),
                    LocalTime.of(17, 0))));
    assertThat(all(policy, "2026-06-01T00:00:00Z", "UTC"))
        .containsExactly(
            "2026-06-01T09:00:00Z/2026-06-01T12:00:00Z",
            "2026-06-01T13:30:00Z/2026-06-01T17:00:00Z",
            "2026-06-02T13:30:00Z/2026-06-02T17:00:00Z");
  }

  @Test
  void isClosedOnAnExcludedLocalDate() {
    CallPolicy policy = Policies.excluding(LocalDate.parse("2026-06-02"));
    assertThat(all(policy, "2026-06-01T00:00:00Z", "Pacific/Honolulu"))
        .noneMatch(range -> range.startsWith("2026-06-02"))
        .contains(
            "2026-06-01T19:00:00Z/2026-06-02T03:00:00Z",
            "2026-06-03T19:00:00Z/2026-06-04T03:00:00Z");
  }

  @Test
  void isOpenOnlyWhereEveryZoneIs() {
    assertThat(ofDate(CallPolicy.DEFAULT, "America/Boise America/Los_Angeles", "2026-06-01"))
        .containsExactly("2026-06-01T16:00:00Z/2026-06-01T23:00:00Z");
    assertThat(all(CallPolicy.DEFAULT, "2026-06-01T00:00:00Z", "Europe/Berlin Asia/Tokyo"))
        .containsOnly(
            IntStream.range(0, 7)
                .mapToObj(i -> "2026-06-0" + (i + 1))
                .map(date -> date + "T07:00:00Z/" + date + "T08:00:00Z")
                .toArray(String[]::new));
    assertThat(all(CallPolicy.DEFAULT, "2026-06-01T00:00:00Z", "Europe/Berlin Pacific/Honolulu"))
        .isEmpty();
  }

  @Test
  void lastStartsEarlyEnoughToEndInside() {
    CallPolicy policy =
        Policies.lasting(CallPolicy.DEFAULT, Duration.ofSeconds(150), OptionalInt.empty());
    assertThat(ofDate(policy, "UTC", "2026-06-01"))
        .containsExactly("2026-06-01T09:00:00Z/2026-06-01T16:57:00Z");
  }

  @Test
  void letsACallLastFromAWindowIntoOneThatFollowsAtOnce() {
    CallPolicy policy =
        Policies.lasting(
            Policies.windows("22:00-00:00", "00:00-01:00"),
            Duration.ofMinutes(10),
            OptionalInt.empty());
    assertThat(all(policy, "2026-06-01T12:00:00Z", "UTC"))
        .contains("2026-06-01T22:00:00Z/2026-06-02T00:00:00Z")
        .contains("2026-06-02T00:00:00Z/2026-06-02T00:50:00Z");
  }

  @Test
  void plansNothingBeforeTheMinuteAfterNextNorAfterTheHorizon() {
    CallPolicy policy = Policies.with(CallPolicy.DEFAULT.windows(), Set.of(), 1, 60);
    assertThat(all(policy, "2026-06-01T12:00:30Z", "UTC"))
        .containsExactly(
            "2026-06-01T12:02:00Z/2026-06-01T17:00:00Z",
            "2026-06-02T09:00:00Z/2026-06-02T12:00:00Z");
  }

  @Test
  void countsTheDaysOfWhoeverIsCalled() {
    Instant now = Instant.parse("2026-06-01T21:00:00Z");
    CallingHours hours = new CallingHours(CallPolicy.DEFAULT, Horizon.from(now, 1));
    assertThat(hours.allowed(List.of(ZoneId.of("Pacific/Honolulu"))).days()).hasSize(2);
    assertThat(hours.allowed(List.of(ZoneId.of("America/New_York"))).days()).hasSize(1);
  }

  @Test
  void findsTheFirstMinuteAfterTheHorizon() {
    Instant now = Instant.parse("2026-06-01T18:00:00Z");
    CallPolicy policy = Policies.excluding(LocalDate.parse("2026-06-09"));
    CallingHours hours = new CallingHours(policy, Horizon.from(now, 7));
    assertThat(hours.firstAfterwards(List.of(ZoneId.of("UTC"))))
        .contains(Instant.parse("2026-06-10T09:00:00Z"));
  }

  /** Asks the calendar minute by minute, in every zone there is, around its clock changes. */
  @Property(tries = 300)
  void allowsExactlyTheMinutesWhoseLocalTimeIsInAWindow(
      @ForAll("zones") ZoneId zone,
      @ForAll("windows") List<CallWindow> windows,
      @ForAll("starts") Instant around) {
    Instant now =
        Optional.ofNullable(zone.getRules().nextTransition(around))
            .map(change -> change.getInstant().minus(Duration.ofHours(25)))
            .orElse(around);
    LocalDate excluded = LocalDate.ofInstant(now, zone).plusDays(2);
    CallPolicy policy = Policies.with(windows, Set.of(excluded), 3, 60);
    Horizon horizon = Horizon.from(now, 3);
    AllowedMinutes allowed = new CallingHours(policy, horizon).allowed(List.of(zone));
    int[] expected =
        IntStream.range(0, horizon.minutes())
            .filter(minute -> isInside(policy, horizon.at(minute), zone))
            .toArray();
    assertThat(allowed.open().intersect(new MinuteRange(0, horizon.minutes())).minutes().toArray())
        .isEqualTo(expected);
    assertThat(allowed.days().stream().flatMapToInt(MinuteSet::minutes).sorted().toArray())
        .isEqualTo(Arrays.stream(expected).filter(i -> i >= Horizon.FIRST).toArray());
  }

  static boolean isInside(CallPolicy policy, Instant at, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(at, zone);
    return !policy.excludeDates().contains(local.toLocalDate())
        && policy.windows().stream()
            .filter(window -> window.days().contains(local.getDayOfWeek()))
            .filter(window -> !local.toLocalTime().isBefore(window.from()))
            .anyMatch(
                window ->
                    window.to().equals(LocalTime.MIDNIGHT)
                        || local.toLocalTime().isBefore(window.to()));
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList()).map(ZoneId::of);
  }

  @Provide
  Arbitrary<Instant> starts() {
    return Arbitraries.integers()
        .between(0, 365 * 3)
        .map(day -> Instant.parse("2025-06-01T00:00:00Z").plus(Duration.ofDays(day)));
  }

  @Provide
  Arbitrary<List<CallWindow>> windows() {
    Arbitrary<Integer> quarters = Arbitraries.integers().between(0, 96);
    return Combinators.combine(
            quarters, quarters, Arbitraries.of(DayOfWeek.class).set().ofMinSize(3))
        .filter((from, to, days) -> from < to)
        .as(
            (from, to, days) ->
                new CallWindow(
                    days,
                    LocalTime.MIN.plusMinutes(from * 15L),
                    LocalTime.MIN.plusMinutes(to * 15L)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static List<String> ofDate(CallPolicy policy, String zones, String date) {
    return ofDate(policy, zones, LocalDate.parse(date));
  }

  /** The ranges of one local date, planned two days before. */
  private static List<String> ofDate(CallPolicy policy, String zones, LocalDate date) {
    ZoneId zone = ZoneId.of(zones.split(" ", -1)[0]);
    Instant now = date.minusDays(2).atStartOfDay(zone).toInstant();
    return ranges(policy, now, zones).stream()
        .filter(range -> LocalDate.ofInstant(range.get(0), zone).equals(date))
        .map(range -> range.get(0) + "/" + range.get(1))
        .toList();
  }

  private static List<String> all(CallPolicy policy, String now, String zones) {
    return ranges(policy, Instant.parse(now), zones).stream()
        .map(range -> range.get(0) + "/" + range.get(1))
        .toList();
  }

  private static List<List<Instant>> ranges(CallPolicy policy, Instant now, String zones) {
    Horizon horizon = Horizon.from(now, policy.horizonDays());
    List<ZoneId> ids = Arrays.stream(zones.split(" ", -1)).map(ZoneId::of).toList();
    return new CallingHours(policy, horizon)
        .allowed(ids).days().stream()
            .flatMap(day -> day.ranges().stream())
            .map(range -> List.of(horizon.at(range.from()), horizon.at(range.to())))
            .toList();
  }

  private static Instant instant(LocalDate date, String time) {
    String full = time.contains("T") ? time : date + "T" + time;
    return Instant.parse(full.replace("Z", ":00Z"));
  }
}
