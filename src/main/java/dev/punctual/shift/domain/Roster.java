package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS;
import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;
import static dev.punctual.shift.domain.RosterPeriod.WEEKS;

import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable table of shifts: one row a person, 28 columns, one byte a cell. Which person a row
 * stands for is the caller's knowledge.
 *
 * <p>Every index is checked: {@link IndexOutOfBoundsException} for a person, day or week outside
 * the table.
 */
@SuppressWarnings("EnumOrdinal") // a cell is a byte; the numbers never leave this class
public final class Roster {

  /** Says what stands in a cell; asked once for each. */
  @FunctionalInterface
  public interface Cells {
    /**
     * The shift of one person on one day.
     *
     * @param person the row, from 0
     * @param day the column, 0 (Monday) to 27
     */
    Shift at(int person, int day);
  }

  private static final Shift[] SHIFTS = Shift.values();

  private final byte[] cells;
  private final int[] mornings = new int[DAYS];
  private final int[] evenings = new int[DAYS];

  private Roster(byte[] cells) {
    this.cells = cells;
  }

  /** Fills a table of {@code staffCount} rows, cell by cell. */
  public static Roster of(int staffCount, Cells source) {
    Roster roster = new Roster(new byte[Math.multiplyExact(staffCount, DAYS)]);
    for (int person = 0; person < staffCount; person++) {
      for (int day = 0; day < DAYS; day++) {
        roster.put(person, day, source.at(person, day));
      }
    }
    return roster;
  }

  private void put(int person, int day, Shift shift) {
    cells[person * DAYS + day] = (byte) shift.ordinal();
    switch (shift) {
      case MORNING -> mornings[day]++;
      case EVENING -> evenings[day]++;
      case DAY_OFF -> {}
    }
  }

  /** The number of rows. */
  public int staffCount() {
    return cells.length / DAYS;
  }

  public Shift shift(int person, int day) {
    return SHIFTS[cells[person * DAYS + Objects.checkIndex(day, DAYS)]];
  }

  /** How many people work the morning of a day. */
  public int mornings(int day) {
    return mornings[day];
  }

  /** How many people work the evening of a day. */
  public int evenings(int day) {
    return evenings[day];
  }

  /** How many days of the period a person has this shift. */
  public int total(int person, Shift shift) {
    return count(person * DAYS, DAYS, shift);
  }

  /**
   * How many days a person has off in a week.
   *
   * @param week 0 to 3
   */
  public int daysOff(int person, int week) {
    int monday = Objects.checkIndex(week, WEEKS) * DAYS_PER_WEEK;
    return count(person * DAYS + monday, DAYS_PER_WEEK, Shift.DAY_OFF);
  }

  private int count(int from, int length, Shift shift) {
    int count = 0;
    for (int i = from; i < from + length; i++) {
      if (cells[i] == shift.ordinal()) {
        count++;
      }
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Roster roster && Arrays.equals(cells, roster.cells);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(cells);
  }

  @Override
  public String toString() {
    return "Roster of %d people".formatted(staffCount());
  }
}
