package dev.punctual.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * From one instant, included, to a later one, excluded: what a partition holds.
 *
 * @param from whole seconds
 * @param to whole seconds
 */
record TimeRange(Instant from, Instant to) {
  private static final int SECONDS_A_MINUTE = 60;
  private static final DateTimeFormatter TO_THE_MINUTE = utc("uuuuMMdd't'HHmm");
  private static final DateTimeFormatter TO_THE_SECOND = utc("uuuuMMdd't'HHmmss");

  boolean isOver(Instant by) {
    return !to.isAfter(by);
  }

  /** The partition's table: {@code event_20261125t1930}. */
  String partitionName() {
    boolean wholeMinute = from.getEpochSecond() % SECONDS_A_MINUTE == 0;
    return "event_" + (wholeMinute ? TO_THE_MINUTE : TO_THE_SECOND).format(from);
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
