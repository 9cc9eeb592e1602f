package dev.punctual.shift.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which rules are in force, and how strictly. An empty value switches that rule off.
 *
 * <p>Each value is checked by itself. Values that contradict each other, such as a least above the
 * most, are accepted here and answered by {@link Feasibility} with the rules that collide.
 *
 * @param minDayOffPerWeek least days off a person and week, 0 to 7
 * @param maxDayOffPerWeek most days off a person and week, 0 to 7
 * @param noMorningAfterEvening whether a morning may not follow an evening
 * @param maxDailyShiftDiff most that mornings and evenings of a day may differ by, 0 or more
 */
public record RosterRules(
    OptionalInt minDayOffPerWeek,
    OptionalInt maxDayOffPerWeek,
    boolean noMorningAfterEvening,
    OptionalInt maxDailyShiftDiff) {

  public static final RosterRules DEFAULT =
      new RosterRules(OptionalInt.of(1), OptionalInt.of(2), true, OptionalInt.of(1));

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RosterRules {
    minDayOffPerWeek.ifPresent(value -> requireDaysOfWeek(MinDayOffPerWeek.KEY, value));
    maxDayOffPerWeek.ifPresent(value -> requireDaysOfWeek(MaxDayOffPerWeek.KEY, value));
    if (maxDailyShiftDiff.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "%s is %d; it must be 0 or more"
              .formatted(MaxDailyShiftDiff.KEY, maxDailyShiftDiff.getAsInt()));
    }
  }

  /** The rules that are switched on, in the order of the configuration. */
  public List<Rule> active() {
    List<Rule> rules = new ArrayList<>();
    minDayOffPerWeek.ifPresent(least -> rules.add(new MinDayOffPerWeek(least)));
    maxDayOffPerWeek.ifPresent(most -> rules.add(new MaxDayOffPerWeek(most)));
    if (noMorningAfterEvening) {
      rules.add(new NoMorningAfterEvening());
    }
    maxDailyShiftDiff.ifPresent(most -> rules.add(new MaxDailyShiftDiff(most)));
    return List.copyOf(rules);
  }

  /** The fewest days off a week that the rules allow, whether they say so or not. */
  int fewestDaysOff() {
    return minDayOffPerWeek.orElse(0);
  }

  /** The most days off a week that the rules allow, whether they say so or not. */
  int mostDaysOff() {
    return maxDayOffPerWeek.orElse(RosterPeriod.DAYS_PER_WEEK);
  }

  /** Whether mornings and evenings may differ by {@code diff} on a day. */
  boolean allowsDailyDiff(int diff) {
    return diff <= maxDailyShiftDiff.orElse(Integer.MAX_VALUE);
  }

  private static void requireDaysOfWeek(String key, int value) {
    if (value < 0 || value > RosterPeriod.DAYS_PER_WEEK) {
      throw new IllegalArgumentException("%s is %d; it must be 0 to 7".formatted(key, value));
    }
  }
}
