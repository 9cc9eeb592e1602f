package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Many triggers that fire five times a second, until they are paused. */
final class TriggerLoad {
  static final Duration RATE = Duration.ofMillis(200);

  private final Api api;
  private final List<Fired> triggers = new ArrayList<>();

  /** A trigger and its first firing. */
  record Fired(String id, Instant first) {
    /** Every instant until, and with, another one. */
    List<Instant> instantsUntil(Instant last) {
      return Stream.iterate(first, at -> !at.isAfter(last), at -> at.plus(RATE)).toList();
    }
  }

  TriggerLoad(Api api) {
    this.api = api;
  }

  /** So many triggers, {@code PREFIX-0} and so on. */
  TriggerLoad add(int count, String prefix, String action, String misfire) {
    for (int i = 0; i < count; i++) {
      Answer created =
          api.post(
              "/api/v1/triggers",
              """
              {"id": "%s-%d", "name": "load", "kind": "scheduled", "schedule": {"every": "%s"},
               "action": %s, "payload": {"load": true}, "misfire": "%s", "overlap": "allow"}"""
                  .formatted(prefix, i, RATE, action, misfire));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      triggers.add(
          new Fired(
              created.field("id"),
              Instant.parse(created.json().at("/schedule/start_at").asText()).plus(RATE)));
    }
    return this;
  }

  List<Fired> startingWith(String prefix) {
    return triggers.stream().filter(trigger -> trigger.id().startsWith(prefix)).toList();
  }

  /** When each was paused, by its id. */
  Map<String, Instant> pause() {
    Map<String, Instant> pausedAt = new HashMap<>();
    for (Fired trigger : triggers) {
      Answer paused = api.post("/api/v1/triggers/" + trigger.id() + "/pause", "");
      assertThat(paused.status()).as(paused.text()).isEqualTo(200);
      pausedAt.put(trigger.id(), Instant.parse(paused.field("updated_at")));
    }
    return pausedAt;
  }
}
