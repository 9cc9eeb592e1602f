package dev.punctual.call.domain;

import dev.punctual.problem.FieldError;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says what is wrong with a policy that is about to be stored. Does not look at its endpoint. */
public final class CallPolicyCheck {
  private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());
  private static final int MOST_DAYS = 31;
  private static final int MOST_CALLS_PER_HOUR = 600_000;
  private static final int MOST_LINES = 10_000;
  private static final int MOST_ATTEMPTS = 20;
  private static final Duration LONGEST_CALL = Duration.ofHours(1);
  private static final Duration LONGEST_SPACING = Duration.ofDays(1);

  private final CallPolicy policy;
  private final List<FieldError> errors = new ArrayList<>();

  private CallPolicyCheck(CallPolicy policy) {
    this.policy = policy;
  }

  /** What is wrong, with pointers from the policy's root; empty if nothing is. */
  public static List<FieldError> errors(CallPolicy policy) {
    CallPolicyCheck check = new CallPolicyCheck(policy);
    check.checkWindows();
    check.checkNumber("/horizon_days", policy.horizonDays(), MOST_DAYS);
    check.checkNumber("/max_calls_per_hour", policy.maxCallsPerHour(), MOST_CALLS_PER_HOUR);
    check.checkRegion();
    check.checkRetry();
    policy.meanCall().ifPresent(check::checkMeanCall);
    policy.lines().ifPresent(check::checkLines);
    return List.copyOf(check.errors);
  }

  private void checkWindows() {
    if (policy.windows().isEmpty()) {
      refuse("/windows", "must not be empty");
    }
    for (int i = 0; i < policy.windows().size(); i++) {
      checkWindow("/windows/" + i, policy.windows().get(i));
    }
  }

  private void checkWindow(String pointer, CallWindow window) {
    if (window.days().isEmpty()) {
      refuse(pointer + "/days", "must not be empty");
    }
    if (!isWholeMinute(window.from())) {
      refuse(pointer + "/from", "must be a whole minute");
    }
    if (!isWholeMinute(window.to())) {
      refuse(pointer + "/to", "must be a whole minute");
    }
    if (!window.to().equals(LocalTime.MIDNIGHT) && !window.to().isAfter(window.from())) {
      refuse(pointer + "/to", "must be after from; a window past midnight is two windows");
    }
  }

  private static boolean isWholeMinute(LocalTime time) {
    return time.getSecond() == 0 && time.getNano() == 0;
  }

  private void checkNumber(String pointer, int number, int most) {
    if (number < 1 || number > most) {
      refuse(pointer, "must be 1 to " + most);
    }
  }

  private void checkRegion() {
    if (!REGIONS.contains(policy.defaultRegion())) {
      refuse("/default_region", "must be an ISO 3166-1 alpha-2 code, such as US");
    }
  }

  private void checkRetry() {
    checkNumber("/retry/max_attempts", policy.retry().maxAttempts(), MOST_ATTEMPTS);
    checkDuration("/retry/spacing", policy.retry().spacing(), LONGEST_SPACING);
  }

  private void checkMeanCall(Duration meanCall) {
    checkDuration("/mean_call_minutes", meanCall, LONGEST_CALL);
  }

  private void checkDuration(String pointer, Duration duration, Duration longest) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(longest) > 0) {
      refuse(
          pointer,
          "must be at least a second and at most %d minutes".formatted(longest.toMinutes()));
    }
  }

  private void checkLines(int lines) {
    checkNumber("/lines", lines, MOST_LINES);
    if (policy.meanCall().isEmpty()) {
      refuse("/mean_call_minutes", "is needed to know what the lines can carry");
    } else if (errors.isEmpty() && LineLoad.callsPerHour(lines, policy.meanCall().get()) == 0) {
      refuse("/lines", "are too few: even of one call an hour, more than 1 % would find none free");
    }
  }

  private void refuse(String pointer, String message) {
    errors.add(new FieldError(pointer, message));
  }
}
