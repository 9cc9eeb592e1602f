package dev.punctual.call.domain;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Policies for tests: the default with a few things changed. */
final class Policies {
  static final Set<DayOfWeek> ALL_DAYS = EnumSet.allOf(DayOfWeek.class);

  private Policies() {}

  /** A window on every day, such as {@code 09:00-17:00}. */
  static CallWindow window(String fromTo) {
    String[] times = fromTo.split("-", -1);
    return new CallWindow(ALL_DAYS, LocalTime.parse(times[0]), LocalTime.parse(times[1]));
  }

  /** With windows on every day. */
  static CallPolicy windows(String... windows) {
    return windows(Arrays.stream(windows).map(Policies::window).toList());
  }

  static CallPolicy windows(List<CallWindow> windows) {
    return with(windows, Set.of(), 7, 3_600);
  }

  static CallPolicy excluding(LocalDate date) {
    return with(CallPolicy.DEFAULT.windows(), Set.of(date), 7, 3_600);
  }

  static CallPolicy perHour(int calls, int horizonDays) {
    return with(CallPolicy.DEFAULT.windows(), Set.of(), horizonDays, calls);
  }

  static CallPolicy with(
      List<CallWindow> windows, Set<LocalDate> excluded, int horizonDays, int perHour) {
    return new CallPolicy(
        windows,
        excluded,
        horizonDays,
        perHour,
        OptionalInt.empty(),
        Optional.empty(),
        ExplicitTime.ENFORCE,
        "US",
        CallRetry.DEFAULT,
        Optional.empty());
  }

  static CallPolicy lasting(CallPolicy policy, Duration meanCall, OptionalInt lines) {
    return new CallPolicy(
        policy.windows(),
        policy.excludeDates(),
        policy.horizonDays(),
        policy.maxCallsPerHour(),
        lines,
        Optional.of(meanCall),
        policy.explicitTime(),
        policy.defaultRegion(),
        policy.retry(),
        policy.endpoint());
  }

  static CallPolicy overriding(CallPolicy policy) {
    return new CallPolicy(
        policy.windows(),
        policy.excludeDates(),
        policy.horizonDays(),
        policy.maxCallsPerHour(),
        policy.lines(),
        policy.meanCall(),
        ExplicitTime.OVERRIDE,
        policy.defaultRegion(),
        policy.retry(),
        policy.endpoint());
  }
}
