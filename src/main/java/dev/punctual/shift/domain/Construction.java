package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS;
import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;
import static dev.punctual.shift.domain.Shift.EVENING;
import static dev.punctual.shift.domain.Shift.MORNING;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Writes a roster down for every case that {@link Feasibility} allows, cell by cell, without
 * search.
 *
 * <p><b>Days off a week.</b> Everyone gets the same number, k: the value nearest to 2 that the
 * rules allow, because two days off together in a week of five is what people expect of a working
 * week. More is given only where a minimum asks for it, fewer only where a maximum does.
 *
 * <p><b>d ≥ 1:</b> {@link Rotation#dealt}. With the rule off, the same roster serves.
 *
 * <p><b>d = 0, n even:</b> {@link Rotation#mirrored} pairs; the two of a pair are off together and
 * otherwise work opposite shifts.
 *
 * <p><b>d = 0, n odd:</b> a core of odd size that has an odd number off every day, then pairs. k is
 * the odd number nearest to 2 with n·k ≥ 7 (1 before 3); if the rules hold one, the core is
 *
 * <ul>
 *   <li>n ≥ 7: seven dealt rows, of which k are off and 7−k, an even number, work every day;
 *   <li>k = 7: one row, always off;
 *   <li>n = 3 or 5, so k = 3, 5 or 7: a {@link Trio}.
 * </ul>
 *
 * If they hold none, then n = 5 and b = 2 (n = 1 has k = 7; n = 3 has b ≥ 3, where b or b−1 is odd
 * and at least 3 and so serves, as it does for n = 5 and b ≥ 3; n ≥ 7 needs only some odd number in
 * [a, b]). That case is {@link Quintet}.
 *
 * <p><b>Totals.</b> All rows of a roster have the same number of mornings, evenings and days off,
 * with one exception. Without days off (b = 0) and with no morning after an evening, a row can only
 * be mornings and then evenings. Equal totals would have everyone change in the middle, together:
 * so it is done where d allows all n in one shift, and otherwise one half works mornings and the
 * other evenings throughout.
 */
final class Construction {

  private static final int PREFERRED_DAYS_OFF = 2;

  private Construction() {}

  /** A roster for a case that {@link Feasibility} allows. */
  static Roster roster(int staffCount, RosterRules rules) {
    return Roster.of(staffCount, cells(staffCount, rules));
  }

  private static Roster.Cells cells(int staffCount, RosterRules rules) {
    boolean evenHeadCounts = !rules.allowsDailyDiff(1);
    if (evenHeadCounts && staffCount % 2 == 1) {
      return oddCoreAndPairs(staffCount, rules);
    }
    int daysOff =
        Math.max(rules.fewestDaysOff(), Math.min(PREFERRED_DAYS_OFF, rules.mostDaysOff()));
    if (daysOff == 0 && rules.noMorningAfterEvening()) {
      return withoutDaysOff(rules.allowsDailyDiff(staffCount));
    }
    Rotation rotation = new Rotation(daysOff);
    return evenHeadCounts ? rotation::mirrored : rotation::dealt;
  }

  private static Roster.Cells withoutDaysOff(boolean allInOneShift) {
    return allInOneShift
        ? (person, day) -> day < DAYS / 2 ? MORNING : EVENING
        : (person, day) -> person % 2 == 0 ? MORNING : EVENING;
  }

  private static Roster.Cells oddCoreAndPairs(int staffCount, RosterRules rules) {
    OptionalInt oddDaysOff =
        IntStream.rangeClosed(rules.fewestDaysOff(), rules.mostDaysOff())
            .filter(k -> k % 2 == 1 && staffCount * (long) k >= DAYS_PER_WEEK)
            .findFirst();
    if (oddDaysOff.isEmpty()) {
      return Quintet::shift;
    }
    Rotation rotation = new Rotation(oddDaysOff.getAsInt());
    if (rotation.daysOff() == DAYS_PER_WEEK) {
      return rotation::dealt;
    }
    if (staffCount >= DAYS_PER_WEEK) {
      return withPairs(DAYS_PER_WEEK, rotation::dealt, rotation);
    }
    return withPairs(Trio.SIZE, new Trio(rotation.daysOff())::shift, rotation);
  }

  /**
   * The core's own rows, then mirrored pairs. The core counts as a pair that has had its turn: that
   * puts the days off of a pair where a trio's are not.
   */
  private static Roster.Cells withPairs(int coreSize, Roster.Cells core, Rotation rotation) {
    return (person, day) ->
        person < coreSize ? core.at(person, day) : rotation.mirrored(person - coreSize + 2, day);
  }
}
