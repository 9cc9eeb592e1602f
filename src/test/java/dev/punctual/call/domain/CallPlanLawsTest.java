package dev.punctual.call.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.domain.Callee.Reachable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every plan. */
class CallPlanLawsTest {
  private static final Phone PHONE = new Phone("+12125555555", Optional.empty());
  private static final Instant SPRING = Instant.parse("2026-03-06T00:00:00Z");

  record Given(CallPolicy policy, Instant now, List<Callee> first, List<Callee> second) {}

  @Property(tries = 200)
  void callsNobodyOutsideAWindowOfAnyOfTheirZones(@ForAll("given") Given given) {
    List<CallDecision> plan = plan(given, List.of(), given.first());
    for (int i = 0; i < plan.size(); i++) {
      Reachable callee = (Reachable) given.first().get(i);
      for (Instant at : plan.get(i).scheduled().stream().toList()) {
        Instant end = at.plus(given.policy().meanCall().orElse(Duration.ZERO)).minusMillis(1);
        assertThat(callee.zones())
            .allMatch(zone -> CallingHoursTest.isInside(given.policy(), at, zone))
            .allMatch(zone -> at.isAfter(end) || isInsideUntil(given.policy(), at, end, zone));
        assertThat(at).isAfter(given.now());
      }
    }
  }

  @Property(tries = 200)
  void decidesOnceAboutEveryEntryAndNeverInSilence(@ForAll("given") Given given) {
    List<CallDecision> plan = plan(given, List.of(), given.first());
    assertThat(plan).hasSameSizeAs(given.first());
    assertThat(plan)
        .allMatch(
            decision ->
                decision.status() == CallStatus.REJECTED
                    ? decision.scheduled().isEmpty() && decision.detail().isPresent()
                    : decision.scheduled().isPresent());
  }

  @Property(tries = 200)
  void makesTheSamePlanOfTheSameInput(@ForAll("given") Given given) {
    assertThat(plan(given, List.of(), given.first()))
        .isEqualTo(plan(given, List.of(), given.first()));
  }

  /** To the millisecond, while nobody gives a time of their own. */
  @Property(tries = 200)
  void startsNoMoreInAnySixtyMinutesThanThePolicyAllows(@ForAll("given") Given given) {
    List<Instant> all = times(plan(given, List.of(), free(given.first())));
    all.addAll(times(plan(given, all, free(given.second()))));
    Collections.sort(all);
    int most = given.policy().maxCallsPerHour();
    for (int i = 0; i + most < all.size(); i++) {
      assertThat(Duration.between(all.get(i), all.get(i + most)))
          .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }
  }

  /** In whole minutes, also where calls have given times. */
  @Property(tries = 200)
  void startsNoMoreInSixtyWholeMinutesThanThePolicyAllows(@ForAll("given") Given given) {
    List<Instant> all = times(plan(given, List.of(), given.first()));
    all.addAll(times(plan(given, all, given.second())));
    Horizon horizon = Horizon.from(given.now(), 1);
    int[] minutes = all.stream().mapToInt(horizon::minute).sorted().toArray();
    int most = given.policy().maxCallsPerHour();
    for (int i = 0; i + most < minutes.length; i++) {
      assertThat(minutes[i + most] - minutes[i]).isGreaterThanOrEqualTo(60);
    }
  }

  @Property(tries = 100)
  void suggestsOnlyTimesThatItWouldAccept(@ForAll("given") Given given) {
    List<CallDecision> plan = plan(given, List.of(), given.first());
    List<Instant> planned = times(plan);
    Instant end = given.now().plus(Duration.ofDays(given.policy().horizonDays() - 1L));
    for (int i = 0; i < plan.size(); i++) {
      Reachable callee = (Reachable) given.first().get(i);
      for (Instant suggested : plan.get(i).suggested().filter(end::isAfter).stream().toList()) {
        Callee again = new Reachable(PHONE, callee.zones(), Optional.of(suggested));
        assertThat(plan(given, planned, List.of(again)).get(0).scheduled()).contains(suggested);
      }
    }
  }

  @Provide
  Arbitrary<Given> given() {
    Arbitrary<ZoneId> zone =
        Arbitraries.of(
                "America/New_York",
                "America/Los_Angeles",
                "America/Boise",
                "Pacific/Honolulu",
                "Asia/Kolkata",
                "Australia/Lord_Howe",
                "Europe/London")
            .map(ZoneId::of);
    Arbitrary<Optional<Instant>> time =
        Arbitraries.integers()
            .between(-100, 4_000)
            .map(minute -> SPRING.plusSeconds(minute * 61L))
            .optional(0.15);
    Arbitrary<Callee> callee =
        Combinators.combine(zone.list().ofMinSize(1).ofMaxSize(2), time)
            .as((zones, at) -> new Reachable(PHONE, zones, at));
    Arbitrary<CallPolicy> policy =
        Combinators.combine(
                Arbitraries.of(1, 2, 3, 7, 20, 61, 100),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of(0, 30, 90, 600),
                Arbitraries.of("09:00-17:00", "01:00-03:00", "00:00-00:00", "12:00-12:20"))
            .as(CallPlanLawsTest::policy);
    Arbitrary<List<Callee>> callees = callee.list().ofMinSize(1).ofMaxSize(120);
    return Combinators.combine(policy, Arbitraries.integers().between(0, 90_000), callees, callees)
        .as((rules, second, a, b) -> new Given(rules, SPRING.plusSeconds(second), a, b));
  }

  private static CallPolicy policy(int perHour, int days, int meanSeconds, String window) {
    CallPolicy policy = Policies.with(List.of(Policies.window(window)), Set.of(), days, perHour);
    return meanSeconds == 0
        ? policy
        : Policies.lasting(policy, Duration.ofSeconds(meanSeconds), OptionalInt.empty());
  }

  private static boolean isInsideUntil(CallPolicy policy, Instant at, Instant end, ZoneId zone) {
    for (Instant t = at; t.isBefore(end); t = t.plusSeconds(10)) {
      if (!CallingHoursTest.isInside(policy, t, zone)) {
        return false;
      }
    }
    return CallingHoursTest.isInside(policy, end, zone);
  }

  private static List<CallDecision> plan(Given given, List<Instant> planned, List<Callee> callees) {
    return CallPlanner.plan(given.policy(), given.now(), planned, callees);
  }

  private static List<Callee> free(List<Callee> callees) {
    return callees.stream()
        .map(Reachable.class::cast)
        .<Callee>map(callee -> new Reachable(PHONE, callee.zones(), Optional.empty()))
        .toList();
  }

  private static List<Instant> times(List<CallDecision> plan) {
    List<Instant> times = new ArrayList<>();
    plan.forEach(decision -> decision.scheduled().ifPresent(times::add));
    return times;
  }
}
