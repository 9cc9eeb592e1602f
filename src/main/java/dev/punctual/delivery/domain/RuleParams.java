package dev.punctual.delivery.domain;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads a rule's parameters and collects what is wrong with them. */
final class RuleParams {
  private static final int LAST_HOUR = 23;

  private final Map<String, Object> given;
  private final Set<String> known = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  RuleParams(Map<String, Object> given) {
    this.given = given;
  }

  double number(String name) {
    return read(name, "must be a number", RuleParams::asNumber).orElse(0.0);
  }

  int hour(String name) {
    return read(
            name,
            "must be a whole number from 0 to 23",
            value -> asInteger(value).filter(hour -> hour >= 0 && hour <= LAST_HOUR))
        .orElse(0);
  }

  Set<String> texts(String name) {
    return set(name, "must be a list of one or more texts", RuleParams::asText);
  }

  Set<Integer> integers(String name) {
    return set(name, "must be a list of one or more whole numbers", RuleParams::asInteger);
  }

  void refuse(String name, String message) {
    errors.add(new FieldError("/params/" + name, message));
  }

  /** Whether nothing was wrong so far. */
  boolean areValid() {
    return errors.isEmpty();
  }

  /** Whatever was not read by now is no parameter of the rule. */
  void requireValid() {
    new TreeSet<>(given.keySet())
        .stream()
            .filter(name -> !known.contains(name))
            .forEach(name -> refuse(escaped(name), "is no parameter of this rule"));
    if (!areValid()) {
      throw Problem.invalid(errors).exception();
    }
  }

  /** As a part of a JSON Pointer (RFC 6901, section 3). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private <T> Set<T> set(String name, String message, Function<Object, Optional<T>> element) {
    return read(name, message, value -> asSet(value, element)).orElse(Set.of());
  }

  private <T> Optional<T> read(String name, String message, Function<Object, Optional<T>> reader) {
    known.add(name);
    Optional<T> value = Optional.ofNullable(given.get(name)).flatMap(reader);
    if (value.isEmpty()) {
      refuse(name, message);
    }
    return value;
  }

  private static Optional<Double> asNumber(Object value) {
    return value instanceof Number number
        ? Optional.of(number.doubleValue()).filter(Double::isFinite)
        : Optional.empty();
  }

  private static Optional<Integer> asInteger(Object value) {
    return asNumber(value)
        .filter(number -> number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE)
        .map(Double::intValue);
  }

  private static Optional<String> asText(Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static <T> Optional<Set<T>> asSet(Object value, Function<Object, Optional<T>> element) {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return Optional.empty();
    }
    Set<T> elements = new LinkedHashSet<>();
    for (Object item : list) {
      Optional<T> read = element.apply(item);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      elements.add(read.get());
    }
    return Optional.of(elements);
  }
}
