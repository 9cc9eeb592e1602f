package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;
import static dev.punctual.shift.domain.Shift.DAY_OFF;
import static dev.punctual.shift.domain.Shift.EVENING;
import static dev.punctual.shift.domain.Shift.MORNING;

/**
 * Three rows with an odd number of them off every day, and of the two who work one in each shift.
 *
 * <p>With k days off a week, k = 3 or 5, a week is three stints of w = (7−k)/2 days, in each of
 * which one person rests, and then 7−3w days off for all. Odd weeks swap the shifts. For k = 3:
 *
 * <pre>
 *           M T W T F S S  M T W T F S S
 * person 0  - - E E E E -  - - M M M M -
 * person 1  E E - - M M -  M M - - E E -
 * person 2  M M M M - - -  E E E E - - -
 * </pre>
 *
 * <p>Each works 2w days a week, in one shift or in two with days off between, and Sunday is off: no
 * morning follows an evening. A fortnight has 2w mornings and 2w evenings for each.
 *
 * @param daysOff k, 3 or 5
 */
record Trio(int daysOff) {

  static final int SIZE = 3;

  Shift shift(int person, int day) {
    int stintDays = (DAYS_PER_WEEK - daysOff) / 2;
    int stint = day % DAYS_PER_WEEK / stintDays;
    if (stint >= SIZE || stint == person) {
      return DAY_OFF;
    }
    boolean firstOfTheTwo = person == 0 || (person == 1 && stint == 0);
    boolean evenWeek = day / DAYS_PER_WEEK % 2 == 0;
    return firstOfTheTwo == evenWeek ? EVENING : MORNING;
  }
}
