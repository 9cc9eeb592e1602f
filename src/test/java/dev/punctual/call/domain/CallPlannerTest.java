package dev.punctual.call.domain;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.domain.Callee.Reachable;
import dev.punctual.call.domain.Callee.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallPlannerTest {
  /** A Monday, before any window of the day opens in the Americas. */
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final Phone PHONE = new Phone("+12125555555", Optional.empty());

  @Test
  void keepsATimeInsideTheWindowToTheMillisecond() {
    CallDecision decision = decide(CallPolicy.DEFAULT, "2026-06-01T13:00:00.123Z");
    assertThat(decision.status()).isEqualTo(CallStatus.SCHEDULED);
    assertThat(decision.scheduled()).contains(Instant.parse("2026-06-01T13:00:00.123Z"));
    assertThat(decision.reason()).isEmpty();
    assertThat(decision.zone()).contains("America/New_York");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-01T12:59:59Z, OUTSIDE_THE_WINDOW, 2026-06-01T13:00:00Z",
    "2026-06-01T21:00:00Z, OUTSIDE_THE_WINDOW, 2026-06-01T20:59:00Z",
    "2026-06-02T04:59:30Z, OUTSIDE_THE_WINDOW, 2026-06-01T20:59:00Z",
    "2026-06-02T05:00:00Z, OUTSIDE_THE_WINDOW, 2026-06-02T13:00:00Z",
    "2026-06-01T10:00:00Z, IN_THE_PAST, 2026-06-01T13:00:00Z",
    "2020-01-01T00:00:00Z, IN_THE_PAST, 2026-06-01T13:00:00Z",
    "2026-06-08T13:00:00Z, AFTER_THE_HORIZON, 2026-06-07T20:59:00Z",
    "9999-12-31T00:00:00Z, AFTER_THE_HORIZON, 2026-06-07T20:59:00Z"
  })
  void rejectsAnotherTimeAndSuggestsTheNearestFeasibleOne(
      String at, Reason reason, Instant suggested) {
    CallDecision decision = decide(CallPolicy.DEFAULT, at);
    assertThat(decision.status()).isEqualTo(CallStatus.REJECTED);
    assertThat(decision.scheduled()).isEmpty();
    assertThat(decision.reason()).contains(reason);
    assertThat(decision.detail()).contains(reason.text());
    assertThat(decision.suggested()).contains(suggested);
    assertThat(decide(CallPolicy.DEFAULT, suggested.toString()).status())
        .isEqualTo(CallStatus.SCHEDULED);
  }

  @ParameterizedTest
  @CsvSource({
    // New York is open until 21:00Z.
    "PT30M, 2026-06-01T20:30:00Z, 2026-06-01T20:30:00.001Z, 2026-06-01T20:30:00Z",
    "PT2M30S, 2026-06-01T20:57:30Z, 2026-06-01T20:57:31Z, 2026-06-01T20:57:00Z"
  })
  void letsACallEndWithItsWindowAndNoLater(
      Duration call, String last, String tooLate, Instant suggested) {
    CallPolicy policy = Policies.lasting(CallPolicy.DEFAULT, call, OptionalInt.empty());
    assertThat(decide(policy, last).status()).isEqualTo(CallStatus.SCHEDULED);
    assertThat(CallingTime.isOpen(policy, List.of(NEW_YORK), Instant.parse(last).plusMillis(5)))
        .as("a call that goes out a little late")
        .isTrue();

    CallDecision refused = decide(policy, tooLate);
    assertThat(refused.reason()).contains(Reason.OUTSIDE_THE_WINDOW);
    assertThat(refused.suggested()).contains(suggested);
  }

  @Test
  void saysHowLongACallTakesThatWouldNotEndInItsWindow() {
    CallPolicy policy =
        Policies.lasting(CallPolicy.DEFAULT, Duration.ofSeconds(150), OptionalInt.empty());
    assertThat(decide(policy, "2026-06-01T20:58:00Z").detail().orElseThrow())
        .isEqualTo("the time is outside the calling window, where a call of 2.5 min must also end");
  }

  @Test
  void keepsATimeOutsideTheWindowIfThePolicyLetsItAndSaysSo() {
    CallDecision decision = decide(Policies.overriding(CallPolicy.DEFAULT), "2026-06-02T03:00:00Z");
    assertThat(decision.status()).isEqualTo(CallStatus.SCHEDULED);
    assertThat(decision.scheduled()).contains(Instant.parse("2026-06-02T03:00:00Z"));
    assertThat(decision.reason()).contains(Reason.KEPT_BY_OVERRIDE);
    assertThat(decision.detail().orElseThrow()).contains(Reason.OUTSIDE_THE_WINDOW.text());
  }

  @Test
  void rejectsAPastTimeWhateverThePolicy() {
    CallDecision decision = decide(Policies.overriding(CallPolicy.DEFAULT), "2026-06-01T09:59:59Z");
    assertThat(decision.reason()).contains(Reason.IN_THE_PAST);
  }

  @Test
  void rejectsGivenTimesThatOverfillAnHourAndSuggestsWhereThereIsRoom() {
    List<CallDecision> plan =
        CallPlanner.plan(
            Policies.perHour(2, 1),
            NOW,
            List.of(),
            Collections.nCopies(3, newYorkAt("2026-06-01T15:00:00Z")));
    assertThat(plan)
        .extracting(CallDecision::status)
        .containsExactly(CallStatus.SCHEDULED, CallStatus.SCHEDULED, CallStatus.REJECTED);
    assertThat(plan.get(2).reason()).contains(Reason.HOUR_FULL);
    assertThat(plan.get(2).suggested()).contains(Instant.parse("2026-06-01T14:00:00Z"));
  }

  @Test
  void countsTheCallsThatAreThereAlready() {
    List<Instant> planned =
        scheduled(CallPlanner.plan(Policies.perHour(100, 1), NOW, List.of(), newYork(500)));
    List<CallDecision> plan =
        CallPlanner.plan(Policies.perHour(100, 1), NOW, planned, newYork(500));
    assertThat(countsByStatus(plan))
        .isEqualTo(Map.of(CallStatus.SCHEDULED, 300L, CallStatus.REJECTED, 200L));
    assertThat(Stream.concat(planned.stream(), scheduled(plan).stream())).doesNotHaveDuplicates();
  }

  @Test
  void rollsOverWhatDoesNotFitTodayThenRejectsItWithTheProof() {
    List<CallDecision> plan =
        CallPlanner.plan(Policies.perHour(10, 2), NOW, List.of(), newYork(200));
    assertThat(plan.subList(0, 80)).allMatch(decision -> decision.status() == CallStatus.SCHEDULED);
    assertThat(plan.subList(80, 160))
        .allMatch(decision -> decision.status() == CallStatus.ROLLED_OVER);
    assertThat(plan.subList(160, 200))
        .allMatch(decision -> decision.reason().equals(Optional.of(Reason.OVER_CAPACITY)))
        .allMatch(decision -> decision.suggested().isPresent())
        .extracting(decision -> decision.detail().orElseThrow())
        .containsOnly(
            "between 2026-06-01T13:00:00Z and 2026-06-02T21:00:00Z, 960 allowed minutes have room"
                + " for 160 of 200 calls: 40 too many");
  }

  @Test
  void keepsTheOrderOfTheInput() {
    List<CallDecision> plan =
        CallPlanner.plan(Policies.perHour(100, 3), NOW, List.of(), newYork(1_000));
    assertThat(scheduled(plan)).isSorted().hasSize(1_000);
  }

  @Test
  void spreadsAFlatLoadOverTheHoursThatAreAllowed() {
    List<CallDecision> plan =
        CallPlanner.plan(Policies.perHour(2_000, 2), NOW, List.of(), newYork(20_000));
    Map<Instant, Long> perMinute = perMinute(plan);
    assertThat(countsByStatus(plan))
        .isEqualTo(Map.of(CallStatus.SCHEDULED, 16_000L, CallStatus.ROLLED_OVER, 4_000L));
    assertThat(Collections.max(perMinute.values())).isEqualTo(34);
    assertThat(
            perMinute.entrySet().stream()
                .filter(entry -> entry.getKey().isAfter(Instant.parse("2026-06-02T00:00:00Z")))
                .map(Map.Entry::getValue))
        .hasSize(480)
        .allMatch(calls -> calls == 8 || calls == 9);
  }

  @Test
  void keepsAwayFromTheZoneThatNeedsTheMinutesMost() {
    List<Callee> callees = new ArrayList<>(newYork(480));
    callees.addAll(Collections.nCopies(4_800, callee("America/Los_Angeles")));
    Map<Instant, Long> perMinute =
        perMinute(CallPlanner.plan(CallPolicy.DEFAULT, NOW, List.of(), callees));
    assertThat(Collections.max(perMinute.values())).isEqualTo(10);
    assertThat(perMinute.get(Instant.parse("2026-06-01T13:00:00Z"))).isBetween(2L, 3L);
  }

  @Test
  void doesNotStartAllCallsOfAMinuteAtOnce() {
    List<Instant> times =
        scheduled(CallPlanner.plan(CallPolicy.DEFAULT, NOW, List.of(), newYork(4_800)));
    Set<Instant> distinct = new HashSet<>(times);
    assertThat(distinct).hasSize(4_800);
    assertThat(times.subList(0, 10).stream().map(at -> Duration.between(times.get(0), at)))
        .allMatch(gap -> gap.compareTo(Duration.ofSeconds(60)) < 0);
    for (int i = 1; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - 1), times.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(3_750));
    }
  }

  @Test
  void decidesAboutABadEntryAloneAndInItsPlace() {
    List<CallDecision> plan =
        CallPlanner.plan(
            CallPolicy.DEFAULT,
            NOW,
            List.of(),
            List.of(
                callee("America/New_York"),
                new Unreachable(Optional.empty(), Reason.PHONE_TOO_LONG),
                callee("America/New_York")));
    assertThat(plan)
        .extracting(CallDecision::status)
        .containsExactly(CallStatus.SCHEDULED, CallStatus.REJECTED, CallStatus.SCHEDULED);
    assertThat(plan.get(1).reason()).contains(Reason.PHONE_TOO_LONG);
    assertThat(plan.get(1).detail()).contains("the phone number has too many digits");
  }

  @Test
  void rejectsANumberWhoseZonesHaveNoMinuteInCommon() {
    Callee nowhere =
        new Reachable(
            PHONE,
            List.of(ZoneId.of("Europe/Berlin"), ZoneId.of("Pacific/Honolulu")),
            Optional.empty());
    CallDecision decision =
        CallPlanner.plan(CallPolicy.DEFAULT, NOW, List.of(), List.of(nowhere)).get(0);
    assertThat(decision.reason()).contains(Reason.NEVER_ALLOWED);
    assertThat(decision.suggested()).isEmpty();
  }

  @Test
  void plansNothingForNobody() {
    assertThat(CallPlanner.plan(CallPolicy.DEFAULT, NOW, List.of(), List.of())).isEmpty();
  }

  @Test
  void keepsThePaceForAHundredThousandCallsInManyZones() {
    List<ZoneId> zones =
        ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.startsWith("America/") || id.startsWith("Asia/"))
            .sorted()
            .map(ZoneId::of)
            .toList();
    List<Callee> callees =
        IntStream.range(0, 100_000)
            .<Callee>mapToObj(
                i ->
                    new Reachable(
                        PHONE, List.of(zones.get(i * 31 % zones.size())), Optional.empty()))
            .toList();
    List<CallDecision> plan = CallPlanner.plan(Policies.perHour(1_000, 7), NOW, List.of(), callees);
    Map<Instant, Long> byHour =
        plan.stream()
            .flatMap(decision -> decision.scheduled().stream())
            .collect(groupingBy(at -> at.truncatedTo(ChronoUnit.HOURS), counting()));
    assertThat(plan).hasSize(100_000).noneMatch(decision -> decision.scheduled().isEmpty());
    assertThat(byHour.values()).allSatisfy(calls -> assertThat(calls).isLessThanOrEqualTo(1_000));
  }

  private static CallDecision decide(CallPolicy policy, String at) {
    return CallPlanner.plan(policy, NOW, List.of(), List.of(newYorkAt(at))).get(0);
  }

  private static Callee callee(String zone) {
    return new Reachable(PHONE, List.of(ZoneId.of(zone)), Optional.empty());
  }

  private static Callee newYorkAt(String at) {
    return new Reachable(
        PHONE, List.of(ZoneId.of("America/New_York")), Optional.of(Instant.parse(at)));
  }

  private static List<Callee> newYork(int calls) {
    return Collections.nCopies(calls, callee("America/New_York"));
  }

  private static List<Instant> scheduled(List<CallDecision> plan) {
    return plan.stream().flatMap(decision -> decision.scheduled().stream()).toList();
  }

  private static Map<CallStatus, Long> countsByStatus(List<CallDecision> plan) {
    return plan.stream()
        .collect(Collectors.groupingBy(CallDecision::status, Collectors.counting()));
  }

  private static Map<Instant, Long> perMinute(List<CallDecision> plan) {
    return scheduled(plan).stream()
        .collect(
            Collectors.groupingBy(at -> at.truncatedTo(ChronoUnit.MINUTES), Collectors.counting()));
  }
}
