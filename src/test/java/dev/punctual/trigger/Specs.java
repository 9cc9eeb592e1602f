package dev.punctual.trigger;

import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Builds definitions, with the defaults of the contract. */
final class Specs {
  private final TriggerKind kind;
  private final ActionSpec action;
  private Optional<ScheduleSpec> schedule = Optional.empty();
  private Optional<String> schema = Optional.empty();
  private Optional<String> payload = Optional.empty();
  private boolean enabled = true;
  private Duration timeout = Duration.ofSeconds(30);
  private final Overlap overlap;
  private RetrySpec retry = RetrySpec.DEFAULT;

  private Specs(TriggerKind kind, ActionSpec action) {
    this.kind = kind;
    this.action = action;
    this.overlap = kind == TriggerKind.API ? Overlap.ALLOW : Overlap.SKIP;
  }

  static Specs scheduled(ScheduleSpec schedule, ActionSpec action) {
    Specs specs = new Specs(TriggerKind.SCHEDULED, action);
    specs.schedule = Optional.of(schedule);
    return specs;
  }

  /** One that does not fire by itself while a test runs. */
  static Specs idle(ActionSpec action) {
    return scheduled(ScheduleSpec.at(Instant.now().plus(Duration.ofDays(1))), action);
  }

  static Specs api(ActionSpec action) {
    return new Specs(TriggerKind.API, action);
  }

  static ActionSpec post(String url) {
    return ActionSpec.http("POST", url, Map.of());
  }

  /** So many attempts, with next to no pause between them. */
  static RetrySpec attempts(int number) {
    return new RetrySpec(number, Duration.ofMillis(20), Duration.ofMillis(40), 2);
  }

  Specs schema(String json) {
    schema = Optional.of(json);
    return this;
  }

  Specs payload(String json) {
    payload = Optional.of(json);
    return this;
  }

  Specs paused() {
    enabled = false;
    return this;
  }

  Specs timeout(Duration duration) {
    timeout = duration;
    return this;
  }

  Specs retry(RetrySpec spec) {
    retry = spec;
    return this;
  }

  TriggerSpec build() {
    return new TriggerSpec(
        "a trigger",
        kind,
        schedule,
        schema,
        action,
        payload,
        enabled,
        timeout,
        overlap,
        Misfire.FIRE_ONCE,
        retry,
        Map.of());
  }
}
