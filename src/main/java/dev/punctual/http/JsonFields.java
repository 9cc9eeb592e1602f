package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of a JSON object that satisfies its schema and collects what is wrong with it
 * all the same. A field that is wrong reads as absent.
 */
final class JsonFields {
  private final JsonNode json;
  private final String pointer;
  private final List<FieldError> errors;

  private JsonFields(JsonNode json, String pointer, List<FieldError> errors) {
    this.json = json;
    this.pointer = pointer;
    this.errors = errors;
  }

  static JsonFields of(JsonNode json) {
    return new JsonFields(json, "", new ArrayList<>());
  }

  /** An object inside of this one; it has no fields where there is none. */
  JsonFields object(String field) {
    return new JsonFields(json.path(field), pointer + "/" + field, errors);
  }

  boolean has(String field) {
    return json.has(field);
  }

  /** A field's value, unless it is null. */
  Optional<JsonNode> value(String field) {
    return Optional.ofNullable(json.get(field)).filter(node -> !node.isNull());
  }

  Optional<String> text(String field) {
    return value(field).map(JsonNode::asText);
  }

  /** A whole number within bounds, both included; JSON may also write it as 1e3. */
  Optional<Long> integer(String field, long least, long most) {
    Optional<BigDecimal> number = value(field).map(JsonNode::decimalValue);
    boolean fits =
        number
            .map(
                it ->
                    it.compareTo(BigDecimal.valueOf(least)) >= 0
                        && it.compareTo(BigDecimal.valueOf(most)) <= 0)
            .orElse(true);
    if (!fits) {
      refuse(field, "must be from %d to %d".formatted(least, most));
      return Optional.empty();
    }
    return number.map(BigDecimal::longValue);
  }

  Optional<Instant> instant(String field) {
    Optional<String> text = text(field);
    Optional<Instant> instant = text.flatMap(Rfc3339::parse);
    if (text.isPresent() && instant.isEmpty()) {
      refuse(field, "must be an instant of RFC 3339 such as 2026-11-30T09:00:00Z");
    }
    return instant;
  }

  /** A duration within bounds, both included. */
  Optional<Duration> duration(String field, Duration least, Duration most) {
    Optional<Duration> duration = text(field).flatMap(text -> parsed(field, text));
    boolean fits =
        duration.map(it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0).orElse(true);
    if (!fits) {
      refuse(field, "must be from %s to %s".formatted(least, most));
      return Optional.empty();
    }
    return duration;
  }

  private Optional<Duration> parsed(String field, String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      refuse(field, "must be an ISO 8601 duration in days, hours, minutes and seconds, as PT30S");
      return Optional.empty();
    }
  }

  void refuse(String field, String message) {
    errors.add(new FieldError(pointer + "/" + field, message));
  }

  /**
   * Ends the reading.
   *
   * @throws dev.punctual.problem.ProblemException {@code validation_failed} with all that was wrong
   */
  void requireNoErrors() {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
  }
}
