package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.Shift.DAY_OFF;
import static dev.punctual.shift.domain.Shift.EVENING;
import static dev.punctual.shift.domain.Shift.MORNING;

/**
 * Five rows with one of them off every day, two in the morning and two in the evening, where nobody
 * may have more than two days off a week.
 *
 * <p>Each is off every fifth day and between two days off works two mornings, then two evenings:
 *
 * <pre>
 *           M T W T F S S
 * person 0  - M M E E - M
 * person 1  E - M M E E -
 * person 2  E E - M M E E
 * person 3  M E E - M M E
 * person 4  M M E E - M M
 * </pre>
 *
 * <p>Seven days in a row hold every person's day off once or twice, and an evening is followed by
 * an evening or a day off. Over 28 days each is off five or six times.
 */
final class Quintet {
  private static final int SIZE = 5;

  private Quintet() {}

  static Shift shift(int person, int day) {
    return switch (Math.floorMod(day - person, SIZE)) {
      case 0 -> DAY_OFF;
      case 1, 2 -> MORNING;
      default -> EVENING;
    };
  }
}
