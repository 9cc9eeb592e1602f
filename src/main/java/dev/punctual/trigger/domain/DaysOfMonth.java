package dev.punctual.trigger.domain;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * The day-of-month field of a cron expression. A day that a month doesn't have is left out there.
 *
 * @param all whether it is no restriction: {@code *} or {@code ?}
 * @param days plain days, as bits 1 to 31
 * @param beforeLast {@code L} and {@code L-n}: so many days before the month's last, as bits 0 to
 *     30
 * @param weekdays {@code nW}: the day from Monday to Friday of the same month that is nearest to
 *     the nth, as bits 1 to 31
 * @param lastWeekday {@code LW}: the month's last day from Monday to Friday
 */
record DaysOfMonth(boolean all, long days, long beforeLast, long weekdays, boolean lastWeekday) {
  private static final CronField FIELD = CronField.DAY_OF_MONTH;
  private static final int MOST_BEFORE_LAST = 30;

  static DaysOfMonth parse(String field) {
    boolean all = false;
    long days = 0;
    long beforeLast = 0;
    long weekdays = 0;
    boolean lastWeekday = false;
    for (String item : FIELD.items(field)) {
      if (CronDays.isUnrestricted(item)) {
        all = true;
      } else if (item.equals("LW")) {
        lastWeekday = true;
      } else if (item.startsWith("L")) {
        beforeLast |= 1L << beforeLast(item);
      } else if (item.endsWith("W")) {
        weekdays |= 1L << FIELD.value(item.substring(0, item.length() - 1));
      } else {
        days |= FIELD.item(item);
      }
    }
    return new DaysOfMonth(all, days, beforeLast, weekdays, lastWeekday);
  }

  private static int beforeLast(String item) {
    if (item.equals("L")) {
      return 0;
    }
    if (!item.startsWith("L-")) {
      throw FIELD.error("\"%s\" is none of L, L-n and LW".formatted(item));
    }
    int days = FIELD.number(item.substring("L-".length()));
    if (days > MOST_BEFORE_LAST) {
      throw FIELD.error("\"%s\" reaches back more than %d days".formatted(item, MOST_BEFORE_LAST));
    }
    return days;
  }

  /** The days of a month that match, as bits 1 to 31. */
  long in(YearMonth month) {
    long whole = CronDays.whole(month);
    if (all) {
      return whole;
    }
    int length = month.lengthOfMonth();
    long matching = days & whole;
    for (long rest = beforeLast; rest != 0; rest &= rest - 1) {
      matching |= 1L << Math.max(0, length - Long.numberOfTrailingZeros(rest));
    }
    for (long rest = weekdays & whole; rest != 0; rest &= rest - 1) {
      matching |= 1L << nearestWeekday(month.atDay(Long.numberOfTrailingZeros(rest)));
    }
    if (lastWeekday) {
      matching |= 1L << nearestWeekday(month.atEndOfMonth());
    }
    return matching & whole;
  }

  private static int nearestWeekday(LocalDate date) {
    int day = date.getDayOfMonth();
    if (date.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return day == 1 ? day + 2 : day - 1;
    }
    if (date.getDayOfWeek() == DayOfWeek.SUNDAY) {
      return day == date.lengthOfMonth() ? day - 2 : day + 1;
    }
    return day;
  }
}
