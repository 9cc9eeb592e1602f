package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Label;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Definitions as JSON, both ways: what is left out on the way in gets its default. What only those
 * can judge who compute schedules, compile schemas or call endpoints, they judge.
 */
final class TriggerJson {
  private static final int TEXT_LIMIT = 262_144;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(15);
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
  private static final int MOST_ATTEMPTS = 50;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private TriggerJson() {}

  /**
   * A definition that is to be stored.
   *
   * @param json satisfies the contract's {@code TriggerInput}
   * @throws dev.punctual.problem.ProblemException {@code validation_failed} with all that is wrong
   */
  static TriggerSpec read(JsonNode json) {
    return read(json, true);
  }

  /** A definition that runs once, now: a schedule would change nothing, so it may be missing. */
  static TriggerSpec readForTestRun(JsonNode json) {
    return read(json, false);
  }

  private static TriggerSpec read(JsonNode json, boolean needsSchedule) {
    JsonFields fields = JsonFields.of(json);
    TriggerKind kind = Label.parse(TriggerKind.class, fields.text("kind").orElseThrow());
    refuseFieldsOfOtherKind(kind, fields);
    if (kind == TriggerKind.SCHEDULED && needsSchedule && !fields.has("schedule")) {
      fields.refuse("schedule", "is needed by the kind scheduled");
    }
    ActionSpec action = ActionJson.read(fields.object("action"));
    TriggerSpec spec =
        new TriggerSpec(
            fields.text("name").orElseThrow(),
            kind,
            schedule(fields),
            boundedJson(fields, "json_schema"),
            action,
            boundedJson(fields, "payload"),
            fields.value("enabled").map(JsonNode::booleanValue).orElse(true),
            timeout(fields, action),
            overlap(fields, kind),
            fields
                .text("misfire")
                .map(text -> Misfire.valueOf(upper(text)))
                .orElse(Misfire.FIRE_ONCE),
            retry(fields.object("retry")),
            labels(fields));
    fields.requireNoErrors();
    return spec;
  }

  /** The definition alone, so that reading it again makes the same. */
  static ObjectNode write(TriggerSpec spec) {
    ObjectNode json =
        Json.MAPPER.createObjectNode().put("name", spec.name()).put("kind", spec.kind().label());
    spec.schedule().ifPresent(schedule -> json.set("schedule", ScheduleJson.write(schedule)));
    spec.jsonSchema().ifPresent(text -> json.set("json_schema", ExactJson.parse(text)));
    json.set("action", ActionJson.write(spec.action()));
    spec.payload().ifPresent(text -> json.set("payload", ExactJson.parse(text)));
    json.put("enabled", spec.enabled())
        .put("timeout", spec.timeout().toString())
        .put("overlap", spec.overlap().name().toLowerCase(Locale.ROOT))
        .put("misfire", spec.misfire().label());
    json.putObject("retry")
        .put("max_attempts", spec.retry().maxAttempts())
        .put("initial", spec.retry().initial().toString())
        .put("max", spec.retry().max().toString())
        .put("multiplier", spec.retry().multiplier());
    ObjectNode labels = json.putObject("labels");
    new TreeMap<>(spec.labels()).forEach(labels::put);
    return json;
  }

  private static void refuseFieldsOfOtherKind(TriggerKind kind, JsonFields fields) {
    String field = kind == TriggerKind.API ? "schedule" : "json_schema";
    String owner = kind == TriggerKind.API ? "scheduled" : "api";
    if (fields.has(field)) {
      fields.refuse(field, "goes with the kind " + owner);
    }
  }

  private static Optional<ScheduleSpec> schedule(JsonFields fields) {
    return fields.has("schedule")
        ? Optional.of(ScheduleJson.read(fields.object("schedule")))
        : Optional.empty();
  }

  private static Optional<String> boundedJson(JsonFields fields, String field) {
    Optional<String> text = fields.value(field).map(ExactJson::write);
    if (text.map(it -> it.getBytes(StandardCharsets.UTF_8).length).orElse(0) > TEXT_LIMIT) {
      fields.refuse(field, "must not be longer than %d bytes".formatted(TEXT_LIMIT));
    }
    return text;
  }

  /** A sleep is no reason to time out: its time is added to what is usual, and to the limit. */
  private static Duration timeout(JsonFields fields, ActionSpec action) {
    Duration slept = action.duration().orElse(Duration.ZERO);
    Duration timeout =
        fields
            .duration("timeout", SHORTEST, slept.plus(LONGEST_ATTEMPT))
            .orElse(slept.plus(DEFAULT_TIMEOUT));
    if (timeout.compareTo(slept) <= 0) {
      fields.refuse("timeout", "must be longer than the sleep of " + slept);
    }
    return timeout;
  }

  private static Overlap overlap(JsonFields fields, TriggerKind kind) {
    Overlap usual = kind == TriggerKind.API ? Overlap.ALLOW : Overlap.SKIP;
    return fields.text("overlap").map(text -> Overlap.valueOf(upper(text))).orElse(usual);
  }

  private static RetrySpec retry(JsonFields fields) {
    RetrySpec usual = RetrySpec.DEFAULT;
    Duration initial = fields.duration("initial", SHORTEST, LONGEST_PAUSE).orElse(usual.initial());
    Duration usualMax = initial.compareTo(usual.max()) > 0 ? initial : usual.max();
    Duration max = fields.duration("max", SHORTEST, LONGEST_PAUSE).orElse(usualMax);
    if (max.compareTo(initial) < 0) {
      fields.refuse("max", "must not be shorter than initial");
    }
    return new RetrySpec(
        fields
            .integer("max_attempts", 1, MOST_ATTEMPTS)
            .map(Math::toIntExact)
            .orElse(usual.maxAttempts()),
        initial,
        max,
        fields.value("multiplier").map(JsonNode::doubleValue).orElse(usual.multiplier()));
  }

  private static Map<String, String> labels(JsonFields fields) {
    Map<String, String> labels = new TreeMap<>();
    fields
        .value("labels")
        .ifPresent(
            given ->
                given
                    .properties()
                    .forEach(label -> labels.put(label.getKey(), label.getValue().asText())));
    return labels;
  }

  private static String upper(String label) {
    return label.toUpperCase(Locale.ROOT);
  }
}
