package dev.punctual.trigger.domain;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The dates that a cron expression matches, a month at a time: the days of a month are a bit mask.
 *
 * <p>As in Vixie cron, a date matches if both day fields admit it, but if both are restricted (no
 * item is {@code *} or {@code ?}), one of them is enough. {@code *}{@code /2} is a restriction.
 *
 * @param months as bits 1 to 12
 */
record CronDays(DaysOfMonth daysOfMonth, long months, DaysOfWeek daysOfWeek) {
  /** Whether an item admits every day, and the field with it. */
  static boolean isUnrestricted(String item) {
    return item.equals("*") || item.equals("?") || item.equals("*/1");
  }

  /** All days of a month, as bits 1 to 31. */
  static long whole(YearMonth month) {
    return (1L << (month.lengthOfMonth() + 1)) - 2;
  }

  boolean has(LocalDate date) {
    return ((in(YearMonth.from(date)) >> date.getDayOfMonth()) & 1) != 0;
  }

  /** The first matching date from one to another, both inclusive. */
  Optional<LocalDate> first(LocalDate from, LocalDate to) {
    YearMonth last = YearMonth.from(to);
    YearMonth month = YearMonth.from(from);
    long days = in(month) & (-1L << from.getDayOfMonth());
    while (days == 0 && month.isBefore(last)) {
      month = month.plusMonths(1);
      days = in(month);
    }
    return days == 0
        ? Optional.empty()
        : Optional.of(month.atDay(Long.numberOfTrailingZeros(days)))
            .filter(day -> !day.isAfter(to));
  }

  /** How many matching dates there are from one until, and without, another. */
  long count(LocalDate from, LocalDate until) {
    YearMonth first = YearMonth.from(from);
    long months = ChronoUnit.MONTHS.between(first, YearMonth.from(until));
    long count = 0;
    for (long i = 0; i < months; i++) {
      count += Long.bitCount(in(first.plusMonths(i)));
    }
    return count - before(from) + before(until);
  }

  /** How many dates of the same month match before this one. */
  private int before(LocalDate date) {
    return Long.bitCount(in(YearMonth.from(date)) & ((1L << date.getDayOfMonth()) - 1));
  }

  private long in(YearMonth month) {
    if (((months >> month.getMonthValue()) & 1) == 0) {
      return 0;
    }
    boolean either = !daysOfMonth.all() && !daysOfWeek.all();
    return either
        ? daysOfMonth.in(month) | daysOfWeek.in(month)
        : daysOfMonth.in(month) & daysOfWeek.in(month);
  }
}
