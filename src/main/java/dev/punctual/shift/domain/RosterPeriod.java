package dev.punctual.shift.domain;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;

/**
 * The 28 days a roster covers: four whole weeks, Monday to Sunday.
 *
 * @param begin the first day, a Monday
 */
public record RosterPeriod(LocalDate begin) {

  public static final int WEEKS = 4;
  public static final int DAYS_PER_WEEK = 7;
  public static final int DAYS = WEEKS * DAYS_PER_WEEK;

  public static final LocalDate EARLIEST_BEGIN = LocalDate.of(1970, 1, 5);

  /** The last Monday of a period whose every date has a year of four digits. */
  public static final LocalDate LATEST_BEGIN = LocalDate.of(9999, 11, 29);

  /**
   * @throws IllegalArgumentException if {@code begin} is not a Monday
   */
  public RosterPeriod {
    if (begin.getDayOfWeek() != DayOfWeek.MONDAY) {
      throw new IllegalArgumentException(
          "a roster period begins on a Monday; %s is a %s"
              .formatted(begin, begin.getDayOfWeek().name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * The date of a day of the roster.
   *
   * @param day 0 (the first Monday) to 27 (the last Sunday)
   * @throws IndexOutOfBoundsException if the day is outside the period
   */
  public LocalDate date(int day) {
    return begin.plusDays(Objects.checkIndex(day, DAYS));
  }
}
