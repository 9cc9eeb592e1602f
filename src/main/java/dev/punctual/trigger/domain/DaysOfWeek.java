package dev.punctual.trigger.domain;

import java.time.DayOfWeek;
import java.time.YearMonth;

/**
 * The day-of-week field of a cron expression: weekdays from 0, Sunday, to 6.
 *
 * @param all whether it is no restriction: {@code *} or {@code ?}
 * @param every plain weekdays, as bits 0 to 6
 * @param last {@code nL}: the month's last such weekday, as bits 0 to 6
 * @param nth {@code n#k}: the month's kth such weekday, as bits n + 7·(k − 1)
 */
record DaysOfWeek(boolean all, long every, long last, long nth) {
  private static final CronField FIELD = CronField.DAY_OF_WEEK;
  private static final int DAYS = 7;
  private static final int WEEKS = 5;
  private static final long WEEKLY = 1L | (1L << 7) | (1L << 14) | (1L << 21) | (1L << 28);

  static DaysOfWeek parse(String field) {
    boolean all = false;
    long every = 0;
    long last = 0;
    long nth = 0;
    for (String item : FIELD.items(field)) {
      int hash = item.indexOf('#');
      if (CronDays.isUnrestricted(item)) {
        all = true;
      } else if (hash >= 0) {
        int week = week(item.substring(hash + 1));
        nth |= 1L << (weekday(item.substring(0, hash)) + DAYS * (week - 1));
      } else if (item.endsWith("L")) {
        last |= 1L << weekday(item.substring(0, item.length() - 1));
      } else {
        every |= FIELD.item(item);
      }
    }
    return new DaysOfWeek(all, every, last, nth);
  }

  private static int week(String text) {
    int week = FIELD.number(text);
    if (week < 1 || week > WEEKS) {
      throw FIELD.error("after # comes 1 to %d, not %d".formatted(WEEKS, week));
    }
    return week;
  }

  private static int weekday(String text) {
    if (text.isEmpty()) {
      throw FIELD.error("L and # need a weekday before them, such as FRIL or FRI#2");
    }
    return FIELD.value(text) % DAYS;
  }

  /** The days of a month that match, as bits 1 to 31. */
  long in(YearMonth month) {
    long whole = CronDays.whole(month);
    if (all) {
      return whole;
    }
    DayOfWeek first = month.atDay(1).getDayOfWeek();
    long matching = 0;
    for (int weekday = 0; weekday < DAYS; weekday++) {
      int day = 1 + Math.floorMod(weekday - first.getValue(), DAYS);
      long each = (WEEKLY << day) & whole;
      if (has(every, weekday)) {
        matching |= each;
      }
      if (has(last, weekday)) {
        matching |= Long.highestOneBit(each);
      }
      for (int week = 0; week < WEEKS; week++) {
        if (has(nth, weekday + DAYS * week)) {
          matching |= (1L << (day + DAYS * week)) & whole;
        }
      }
    }
    return matching;
  }

  private static boolean has(long set, int element) {
    return ((set >> element) & 1) != 0;
  }
}
