package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.CounterByName;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A counter that everybody adds to. */
class CounterTest {
  private static final int SCHEDULED = 20;
  private static final int HOOKS = 400;
  private static final int BY = 3;
  private static final ActionSpec COUNT = ActionSpec.count("shared", BY);
  private static final String EVENTS = "SELECT count(*) FROM trigger.event_active";

  @Test
  void twoNodesCountEachEventOnceAndTellEachItsOwnValue() {
    try (TestDatabase database = TestPostgres.freshDatabase();
        TriggerNode one = TriggerNode.on(database);
        TriggerNode two = TriggerNode.on(database)) {
      within(20)
          .until(() -> database.count("SELECT count(DISTINCT owner) FROM trigger.shard") == 2);
      List<String> ids = IntStream.range(0, SCHEDULED).mapToObj(i -> "s" + i).toList();
      one.importAll(TENANT, ids, Specs.scheduled(every(Duration.ofMillis(100)), COUNT).build());
      List<String> tokens =
          IntStream.range(0, 8)
              .mapToObj(i -> two.create("h" + i, Specs.api(COUNT).build()).trigger())
              .map(trigger -> trigger.hookToken().orElseThrow())
              .toList();
      List<Future<Accepted>> accepted = new ArrayList<>();
      for (int i = 0; i < HOOKS; i++) {
        AcceptPayload payload =
            new AcceptPayload(tokens.get(i % tokens.size()), "{}", Optional.empty());
        accepted.add((i % 3 == 0 ? one : two).request(HookApi.ACCEPT_PAYLOAD, payload));
      }
      accepted.forEach(Futures::await);
      within(20).until(() -> database.count(EVENTS) >= HOOKS + 30 * SCHEDULED);
      ids.forEach(
          id ->
              one.ask(
                  TriggerApi.ENABLE_TRIGGER,
                  new EnableTrigger(TENANT, id, false, OptionalLong.empty())));
      within(20).until(() -> database.count("SELECT count(*) FROM trigger.occurrence") == 0);
      long events = database.count(EVENTS);
      assertThat(database.count(EVENTS + " WHERE trigger_id LIKE 'h%'")).isEqualTo(HOOKS);
      assertThat(one.ask(TriggerApi.GET_COUNTER, new CounterByName(TENANT, "shared")).value())
          .isEqualTo(BY * events);
      assertThat(
              database.count(
                  "SELECT count(DISTINCT result::json ->> 'value') FROM trigger.event_active"))
          .as("each event has a value of its own")
          .isEqualTo(events);
      assertThat(
              database.count(
                  "SELECT max((result::json ->> 'value')::bigint) FROM trigger.event_active"))
          .isEqualTo(BY * events);
    }
  }
}
