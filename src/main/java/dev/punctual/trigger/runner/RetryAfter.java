package dev.punctual.trigger.runner;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. */
final class RetryAfter {
  private static final String SECONDS = "\\d{1,9}";

  private RetryAfter() {}

  /** How long to wait from now; empty for the past and for what cannot be read. */
  static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    try {
      Duration wait =
          text.matches(SECONDS)
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait).filter(some -> some.compareTo(Duration.ZERO) > 0);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
