package dev.punctual.call.domain;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A customer's requirements.
 *
 * @param windows a call may go out where any of them is open
 * @param excludeDates local dates without calls
 * @param horizonDays how far ahead calls are planned, in days of 24 hours
 * @param maxCallsPerHour a pace, not a budget: no 60 minutes see more, and no minute sees more than
 *     its share
 * @param lines how many calls can be under way at once
 * @param meanCall how long a call takes; a call that starts is expected to end inside the window
 * @param defaultRegion of numbers without a country code, ISO 3166-1 alpha-2
 * @param endpoint the URL that is called when a call is due; without one the event is only logged
 */
public record CallPolicy(
    List<CallWindow> windows,
    Set<LocalDate> excludeDates,
    int horizonDays,
    int maxCallsPerHour,
    OptionalInt lines,
    Optional<Duration> meanCall,
    ExplicitTime explicitTime,
    String defaultRegion,
    CallRetry retry,
    Optional<String> endpoint) {

  /** What holds for a customer that has said nothing: 09:00-17:00 on every day. */
  public static final CallPolicy DEFAULT =
      new CallPolicy(
          List.of(
              new CallWindow(
                  EnumSet.allOf(DayOfWeek.class), LocalTime.of(9, 0), LocalTime.of(17, 0))),
          Set.of(),
          7,
          3_600,
          OptionalInt.empty(),
          Optional.empty(),
          ExplicitTime.ENFORCE,
          "US",
          CallRetry.DEFAULT,
          Optional.empty());

  public CallPolicy {
    windows = List.copyOf(windows);
    excludeDates = Set.copyOf(excludeDates);
  }
}
