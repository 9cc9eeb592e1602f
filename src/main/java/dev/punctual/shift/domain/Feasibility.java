package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;

import dev.punctual.shift.domain.Solution.Impossible;
import java.util.List;
import java.util.Optional;

/**
 * The law that says whether any roster meets the rules, without looking for one.
 *
 * <p>Let n people have at least a and at most b days off a week (0 and 7 where the rule is off),
 * and let mornings and evenings differ by at most d a day. A roster exists <em>if and only if</em>
 * a ≤ b and one of these holds:
 *
 * <ol>
 *   <li>d ≥ 1, or that rule is off;
 *   <li>d = 0 and n is even;
 *   <li>d = 0, n is odd, n·b ≥ 7, and a &lt; b or a is odd.
 * </ol>
 *
 * <p><b>Necessary.</b> a ≤ b is plain. With d = 0 as many work the morning as the evening, so an
 * even number works; with n odd an odd number is off, every day. A week then holds at least seven
 * days off, of which n people may take n·b: n·b ≥ 7. Seven odd numbers make an odd sum; with a = b
 * that sum is n·a, so a is odd.
 *
 * <p><b>Sufficient.</b> {@link Construction} writes a roster down for each case, and none of its
 * rows has a morning after an evening: that rule never changes the answer. (It would if the shifts
 * of the day before the period counted; they don't.)
 */
public final class Feasibility {

  private Feasibility() {}

  /**
   * What stands in the way of a roster.
   *
   * @param staffCount the number of people, at least 1
   * @return empty if a roster exists
   */
  public static Optional<Impossible> obstacle(int staffCount, RosterRules rules) {
    int fewest = rules.fewestDaysOff();
    int most = rules.mostDaysOff();
    if (fewest > most) {
      return Optional.of(contradiction(fewest, most));
    }
    boolean evenHeadCounts = !rules.allowsDailyDiff(1);
    if (!evenHeadCounts || staffCount % 2 == 0) {
      return Optional.empty();
    }
    if ((long) staffCount * most < DAYS_PER_WEEK) {
      return Optional.of(tooFewDaysOff(staffCount, most));
    }
    if (fewest == most && fewest % 2 == 0) {
      return Optional.of(evenDaysOff(staffCount, fewest));
    }
    return Optional.empty();
  }

  private static Impossible contradiction(int fewest, int most) {
    return new Impossible(
        List.of(MinDayOffPerWeek.KEY, MaxDayOffPerWeek.KEY),
        "%s %d asks for more days off than %s %d allows"
            .formatted(MinDayOffPerWeek.KEY, fewest, MaxDayOffPerWeek.KEY, most));
  }

  private static Impossible tooFewDaysOff(int staffCount, int most) {
    return new Impossible(
        List.of(MaxDayOffPerWeek.KEY, MaxDailyShiftDiff.KEY),
        "%s but %s %d allows %d in all"
            .formatted(
                needsOddDaysOff(staffCount) + "at least 7 days off a week between them,",
                MaxDayOffPerWeek.KEY,
                most,
                staffCount * most));
  }

  private static Impossible evenDaysOff(int staffCount, int daysOff) {
    return new Impossible(
        List.of(MinDayOffPerWeek.KEY, MaxDayOffPerWeek.KEY, MaxDailyShiftDiff.KEY),
        "%s but %s and %s, both %d, make it %d"
            .formatted(
                needsOddDaysOff(staffCount) + "an odd number of days off a week between them,",
                MinDayOffPerWeek.KEY,
                MaxDayOffPerWeek.KEY,
                daysOff,
                Math.multiplyFull(staffCount, daysOff)));
  }

  private static String needsOddDaysOff(int staffCount) {
    return "%s 0 needs as many mornings as evenings every day, and %s: one must be off, or three, or any odd number, every day. That takes "
        .formatted(
            MaxDailyShiftDiff.KEY,
            staffCount == 1 ? "one person can't be split" : staffCount + " people can't be halved");
  }
}
