package dev.punctual.trigger.domain;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cron expression over local time, which knows nothing of zones: {@code minute hour day-of-month
 * month day-of-week}, with six fields {@code second} first, or one of the macros.
 *
 * <p>It never tries one time after the other: each field is a bit mask, and the next match is the
 * next bit.
 */
record CronExpression(CronDays days, CronTimes times) {
  private static final int LONGEST = 500;
  private static final Map<String, String> MACROS =
      Map.of(
          "@YEARLY", "0 0 1 1 *",
          "@ANNUALLY", "0 0 1 1 *",
          "@MONTHLY", "0 0 1 * *",
          "@WEEKLY", "0 0 * * 0",
          "@DAILY", "0 0 * * *",
          "@MIDNIGHT", "0 0 * * *",
          "@HOURLY", "0 * * * *");

  /**
   * Reads an expression.
   *
   * @throws CronSyntaxException for one that can't be read
   */
  static CronExpression parse(String expression) {
    if (expression.length() > LONGEST) {
      throw new CronSyntaxException("must have at most %d characters".formatted(LONGEST));
    }
    String text = expression.strip().toUpperCase(Locale.ROOT);
    List<String> fields = List.of(macro(text).split("\\s+"));
    return switch (fields.size()) {
      case 5 -> of("0", fields);
      case 6 -> of(fields.get(0), fields.subList(1, fields.size()));
      default ->
          throw new CronSyntaxException(
              "must have five fields (minute hour day-of-month month day-of-week)"
                  + " or six (second first)");
    };
  }

  private static String macro(String text) {
    if (!text.startsWith("@")) {
      return text;
    }
    String expansion = MACROS.get(text);
    if (expansion == null) {
      throw new CronSyntaxException(
          "\"%s\" is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly"
              .formatted(text.toLowerCase(Locale.ROOT)));
    }
    return expansion;
  }

  private static CronExpression of(String second, List<String> fields) {
    CronTimes times =
        new CronTimes(
            CronField.HOUR.values(fields.get(1)),
            CronField.MINUTE.values(fields.get(0)),
            CronField.SECOND.values(second));
    CronDays days =
        new CronDays(
            DaysOfMonth.parse(fields.get(2)),
            CronField.MONTH.values(fields.get(3)),
            DaysOfWeek.parse(fields.get(4)));
    return new CronExpression(days, times);
  }

  /** The first match from one time until, and without, another, both whole seconds. */
  Optional<LocalDateTime> first(LocalDateTime from, LocalDateTime until) {
    LocalDate date = from.toLocalDate();
    Optional<LocalDateTime> sameDay =
        days.has(date) ? times.from(from.toLocalTime()).map(date::atTime) : Optional.empty();
    return sameDay
        .or(
            () ->
                days.first(date.plusDays(1), until.toLocalDate())
                    .map(day -> day.atTime(times.first())))
        .filter(until::isAfter);
  }

  boolean matches(LocalDateTime time) {
    return days.has(time.toLocalDate())
        && times.from(time.toLocalTime()).equals(Optional.of(time.toLocalTime()));
  }

  /** How many matches there are from one time until, and without, another, both whole seconds. */
  long count(LocalDateTime from, LocalDateTime until) {
    return days.count(from.toLocalDate(), until.toLocalDate()) * times.count()
        + countBefore(until)
        - countBefore(from);
  }

  /** How many matches the same day has before this one. */
  private long countBefore(LocalDateTime time) {
    return days.has(time.toLocalDate()) ? times.countBefore(time.toLocalTime()) : 0;
  }
}
