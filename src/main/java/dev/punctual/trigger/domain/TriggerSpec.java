package dev.punctual.trigger.domain;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A trigger's definition as its owner gave it, defaults filled in.
 *
 * @param schedule of a scheduled trigger
 * @param jsonSchema of an API trigger: what a payload must satisfy, as JSON
 * @param payload what the action gets where the occurrence brings none, as JSON
 * @param timeout of one attempt
 */
public record TriggerSpec(
    String name,
    TriggerKind kind,
    Optional<ScheduleSpec> schedule,
    Optional<String> jsonSchema,
    ActionSpec action,
    Optional<String> payload,
    boolean enabled,
    Duration timeout,
    Overlap overlap,
    Misfire misfire,
    RetrySpec retry,
    Map<String, String> labels) {

  public TriggerSpec {
    labels = Map.copyOf(labels);
  }

  public TriggerSpec withSchedule(ScheduleSpec changed) {
    return new TriggerSpec(
        name,
        kind,
        Optional.of(changed),
        jsonSchema,
        action,
        payload,
        enabled,
        timeout,
        overlap,
        misfire,
        retry,
        labels);
  }

  public TriggerSpec withEnabled(boolean changed) {
    return new TriggerSpec(
        name,
        kind,
        schedule,
        jsonSchema,
        action,
        payload,
        changed,
        timeout,
        overlap,
        misfire,
        retry,
        labels);
  }
}
