package dev.punctual.trigger.domain;

import java.util.List;

/**
 * One field of a cron expression: reads lists of values, ranges and steps into a set of values, as
 * a bit mask. A range may wrap around ({@code FRI-MON}, {@code 22-4}).
 *
 * @param size how many different values there are; Sunday is 0 as well as 7
 * @param names other names of the values, from the least on
 */
record CronField(String label, int least, int greatest, int size, List<String> names) {
  static final CronField SECOND = new CronField("second", 0, 59, 60, List.of());
  static final CronField MINUTE = new CronField("minute", 0, 59, 60, List.of());
  static final CronField HOUR = new CronField("hour", 0, 23, 24, List.of());
  static final CronField DAY_OF_MONTH = new CronField("day-of-month", 1, 31, 31, List.of());
  static final CronField MONTH =
      new CronField(
          "month",
          1,
          12,
          12,
          List.of(
              "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));
  static final CronField DAY_OF_WEEK =
      new CronField(
          "day-of-week", 0, 7, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

  private static final int MOST_DIGITS = 4;

  /** The items of a list, in capitals as the whole expression is. */
  List<String> items(String field) {
    List<String> items = List.of(field.split(",", -1));
    if (items.contains("")) {
      throw error("\"%s\" has an empty item".formatted(field));
    }
    return items;
  }

  /** The values of a field that is a list of plain items. */
  long values(String field) {
    return items(field).stream().mapToLong(this::item).reduce(0, (a, b) -> a | b);
  }

  /** The values of one item: {@code *}, {@code 5}, {@code 1-5}, each also with {@code /step}. */
  long item(String item) {
    int slash = item.indexOf('/');
    if (slash < 0) {
      return range(item, false, 1);
    }
    return range(item.substring(0, slash), true, step(item.substring(slash + 1)));
  }

  private int step(String text) {
    int step = number(text);
    if (step < 1 || step >= size) {
      throw error("step %d is not between 1 and %d".formatted(step, size - 1));
    }
    return step;
  }

  private long range(String range, boolean openEnded, int step) {
    if (range.equals("*")) {
      return set(least, size - 1, step);
    }
    int dash = range.indexOf('-');
    int from = value(dash < 0 ? range : range.substring(0, dash));
    int to = dash < 0 ? (openEnded ? least + size - 1 : from) : value(range.substring(dash + 1));
    return set(from, to < from ? to - from + size : to - from, step);
  }

  private long set(int from, int length, int step) {
    long set = 0;
    for (int i = 0; i <= length; i += step) {
      set |= 1L << (least + (from - least + i) % size);
    }
    return set;
  }

  /** A number in bounds, or a name. */
  int value(String text) {
    int named = names.indexOf(text);
    if (named >= 0) {
      return least + named;
    }
    int value = number(text);
    if (value < least || value > greatest) {
      throw error("%d is not between %d and %d".formatted(value, least, greatest));
    }
    return value;
  }

  int number(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> '0' <= c && c <= '9');
    if (!digits) {
      throw error(
          names.isEmpty()
              ? "\"%s\" is not a number".formatted(text)
              : "\"%s\" is neither a number nor a name such as %s".formatted(text, names.get(1)));
    }
    return Integer.parseInt(text);
  }

  CronSyntaxException error(String reason) {
    return new CronSyntaxException("%s: %s".formatted(label, reason));
  }
}
