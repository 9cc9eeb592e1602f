package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRetry;
import dev.punctual.call.domain.CallWindow;
import dev.punctual.call.domain.ExplicitTime;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Policies as JSON. What is left out is as it is for a customer that has said nothing. */
final class CallPolicyJson {
  private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final String END_OF_DAY = "24:00";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT);

  private CallPolicyJson() {}

  static CallPolicy read(JsonNode json) {
    JsonFields fields = JsonFields.of(json);
    CallPolicy usual = CallPolicy.DEFAULT;
    CallPolicy policy =
        new CallPolicy(
            fields.value("windows").map(given -> windows(fields, given)).orElse(usual.windows()),
            dates(fields),
            integer(fields, "horizon_days").orElse(usual.horizonDays()),
            integer(fields, "max_calls_per_hour").orElse(usual.maxCallsPerHour()),
            integer(fields, "lines").map(OptionalInt::of).orElse(OptionalInt.empty()),
            fields.value("mean_call_minutes").map(CallPolicyJson::minutes),
            fields
                .text("explicit_time")
                .map(text -> ExplicitTime.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(usual.explicitTime()),
            fields.text("default_region").orElse(usual.defaultRegion()),
            retry(fields),
            fields.text("endpoint"));
    fields.requireNoErrors();
    return policy;
  }

  private static List<CallWindow> windows(JsonFields fields, JsonNode given) {
    List<CallWindow> windows = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      JsonNode window = given.get(i);
      windows.add(
          new CallWindow(
              window.has("days")
                  ? days(fields, "windows/%d/days/".formatted(i), window.get("days"))
                  : EnumSet.allOf(DayOfWeek.class),
              time(window.path("from").asText()),
              time(window.path("to").asText())));
    }
    return windows;
  }

  private static Set<DayOfWeek> days(JsonFields fields, String pointer, JsonNode given) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (int i = 0; i < given.size(); i++) {
      Optional<DayOfWeek> day = day(given.get(i).asText());
      if (day.isEmpty()) {
        fields.refuse(pointer + i, "must be a day of the week such as MONDAY or Mon");
      }
      day.ifPresent(days::add);
    }
    return days;
  }

  private static Optional<DayOfWeek> day(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> name.equals(day.name()) || name.equals(day.name().substring(0, 3)))
        .findFirst();
  }

  private static LocalTime time(String text) {
    return text.startsWith(END_OF_DAY) ? LocalTime.MIDNIGHT : LocalTime.parse(text, TIME);
  }

  private static Set<LocalDate> dates(JsonFields fields) {
    Set<LocalDate> dates = new TreeSet<>();
    fields
        .value("exclude_dates")
        .ifPresent(
            given -> {
              for (int i = 0; i < given.size(); i++) {
                try {
                  dates.add(LocalDate.parse(given.get(i).asText()));
                } catch (DateTimeParseException e) {
                  fields.refuse("exclude_dates/" + i, "must be a date such as 2026-12-25");
                }
              }
            });
    return dates;
  }

  /** The contract has checked the bounds. */
  private static Optional<Integer> integer(JsonFields fields, String field) {
    return fields.value(field).map(JsonNode::decimalValue).map(BigDecimal::intValue);
  }

  private static Duration minutes(JsonNode json) {
    return Duration.ofNanos(Math.round(json.doubleValue() * NANOS_PER_MINUTE));
  }

  private static CallRetry retry(JsonFields fields) {
    JsonFields retry = fields.object("retry");
    return new CallRetry(
        integer(retry, "max_attempts").orElse(CallRetry.DEFAULT.maxAttempts()),
        retry
            .duration("spacing", Duration.ofSeconds(1), LONGEST)
            .orElse(CallRetry.DEFAULT.spacing()));
  }

  static ObjectNode write(CallPolicy policy) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    var windows = json.putArray("windows");
    for (CallWindow window : policy.windows()) {
      ObjectNode shown = windows.addObject();
      var days = shown.putArray("days");
      new TreeSet<>(window.days()).forEach(day -> days.add(day.name()));
      shown.put("from", window.from().toString());
      shown.put("to", window.to().equals(LocalTime.MIDNIGHT) ? END_OF_DAY : window.to().toString());
    }
    json.put("max_calls_per_hour", policy.maxCallsPerHour());
    policy.lines().ifPresent(lines -> json.put("lines", lines));
    policy
        .meanCall()
        .ifPresent(mean -> json.put("mean_call_minutes", mean.toNanos() / NANOS_PER_MINUTE));
    json.put("horizon_days", policy.horizonDays());
    json.put("explicit_time", policy.explicitTime().name().toLowerCase(Locale.ROOT));
    var dates = json.putArray("exclude_dates");
    new TreeSet<>(policy.excludeDates()).forEach(date -> dates.add(date.toString()));
    json.put("default_region", policy.defaultRegion());
    json.putObject("retry")
        .put("max_attempts", policy.retry().maxAttempts())
        .put("spacing", policy.retry().spacing().toString());
    policy.endpoint().ifPresent(endpoint -> json.put("endpoint", endpoint));
    return json;
  }
}
