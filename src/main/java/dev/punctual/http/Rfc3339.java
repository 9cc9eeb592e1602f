package dev.punctual.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Instants as clients write them: RFC 3339 with any offset, kept to the microsecond. */
final class Rfc3339 {
  private static final Pattern FOUR_DIGIT_YEAR = Pattern.compile("\\d{4}-.*");

  private Rfc3339() {}

  /** The instant; empty where the text is none. */
  static Optional<Instant> parse(String text) {
    if (!FOUR_DIGIT_YEAR.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
