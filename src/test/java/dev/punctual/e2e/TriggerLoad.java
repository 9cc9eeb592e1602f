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

/** Many triggers that fire five times a second, until they are paused. */
public final class TriggerLoad {
  public static final Duration RATE = Duration.ofMillis(200);

  private final Api api;
  private final List<ExpectedFirings> triggers = new ArrayList<>();

  public TriggerLoad(Api api) {
    this.api = api;
  }

  /** So many triggers, {@code PREFIX-0} and so on. */
  public TriggerLoad add(int count, String prefix, String action, String misfire) {
    for (int i = 0; i < count; i++) {
      Answer created =
          api.post(
              "/api/v1/triggers",
              """
              {"id": "%s-%d", "name": "load", "kind": "scheduled", "schedule": {"every": "%s"},
               "action": %s, "timeout": "PT5S", "payload": {"load": true}, "misfire": "%s", "overlap": "allow"}"""
                  .formatted(prefix, i, RATE, action, misfire));
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      triggers.add(
          new ExpectedFirings(
              created.field("id"),
              Instant.parse(created.json().at("/schedule/start_at").asText()),
              RATE));
    }
    return this;
  }

  public List<ExpectedFirings> startingWith(String prefix) {
    return triggers.stream().filter(trigger -> trigger.id().startsWith(prefix)).toList();
  }

  /** When each was paused, by its id. */
  public Map<String, Instant> pause() {
    Map<String, Instant> pausedAt = new HashMap<>();
    triggers.forEach(trigger -> pausedAt.put(trigger.id(), pause(trigger)));
    return pausedAt;
  }

  public Instant pause(ExpectedFirings trigger) {
    Instant at = change(trigger, "pause");
    trigger.pausedAt(at, Instant.now());
    return at;
  }

  public void resume(ExpectedFirings trigger) {
    trigger.resumedAt(change(trigger, "resume"));
  }

  /** Answers since when it counts. */
  private Instant change(ExpectedFirings trigger, String change) {
    Answer changed = api.post("/api/v1/triggers/" + trigger.id() + "/" + change, "");
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    return Instant.parse(changed.field("updated_at"));
  }
}
