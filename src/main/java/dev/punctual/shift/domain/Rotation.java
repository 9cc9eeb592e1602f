package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;
import static dev.punctual.shift.domain.Shift.DAY_OFF;
import static dev.punctual.shift.domain.Shift.EVENING;
import static dev.punctual.shift.domain.Shift.MORNING;

/**
 * Rows that repeat every fortnight: k days off in a row each week, always from the same weekday,
 * and one shift until the next days off, then the other shift.
 *
 * <p>Turn i's days off begin on day i·k and every seventh day before and after it, so the days off
 * of successive turns follow each other without a gap. For k = 2:
 *
 * <pre>
 *          M T W T F S S  M T W T F S S
 * turn 0   - - M M M M M  - - E E E E E
 * turn 1   M M - - E E E  E E - - M M M
 * turn 2   E E E E - - M  M M M M - - E
 * turn 3   - M M M M M -  - E E E E E -
 * </pre>
 *
 * <p>What holds for a row:
 *
 * <ul>
 *   <li>Every calendar week has k days off, also where a block of them crosses Sunday.
 *   <li>An evening is followed by an evening or a day off (k ≥ 1), since shifts change only over
 *       days off. With k = 0 they change on Mondays, and a morning may follow an evening.
 *   <li>A fortnight has 7−k mornings and 7−k evenings; the period has 14−2k of each.
 * </ul>
 *
 * @param daysOff k, 0 to 7
 */
record Rotation(int daysOff) {

  /**
   * One row a turn; odd turns begin with the evening. On every day:
   *
   * <ul>
   *   <li><em>Head counts</em> of two days differ by at most one: n·k consecutive days off cover
   *       every weekday ⌊n·k/7⌋ or ⌈n·k/7⌉ times.
   *   <li><em>Mornings and evenings</em> differ by at most one, by none if the head count is even:
   *       going through the rows, morning and evening alternate among those at work. For let x =
   *       day − i·k, q = ⌊x/7⌋ and r = x − 7q. Row i is off if r &lt; k, and its shift is the
   *       parity of i + q. The next row has x − k. If row i works, then r ≥ k, q stays, and i + q
   *       flips; if it is off, q falls by one, and i + q stays. So each who works hands the
   *       opposite shift on, and each who is off hands on what they were given.
   * </ul>
   */
  Shift dealt(int person, int day) {
    return shift(person, person, day);
  }

  /**
   * Two rows a turn, one the mirror image of the other: as many mornings as evenings every day.
   * Head counts of two days differ by at most two.
   */
  Shift mirrored(int person, int day) {
    return shift(person / 2, person, day);
  }

  private Shift shift(int turn, int parity, int day) {
    int sinceFirstDayOff = day - turn * daysOff;
    if (Math.floorMod(sinceFirstDayOff, DAYS_PER_WEEK) < daysOff) {
      return DAY_OFF;
    }
    int block = Math.floorDiv(sinceFirstDayOff, DAYS_PER_WEEK);
    return (parity + block) % 2 == 0 ? MORNING : EVENING;
  }
}
