package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Changes race firings that are planned already. */
@TestInstance(Lifecycle.PER_CLASS)
class EditTest {
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
  }

  @Test
  void nothingFiresAfterAPauseWasAcknowledged() {
    TriggerSpec spec = spec(every(Duration.ofMillis(100)), ActionSpec.log());
    node.create("paused", spec);
    for (int round = 1; round <= 10; round++) {
      int least = round;
      within(10).until(() -> node.events("paused"), e -> e.size() >= 3 * least);
      node.ask(TriggerApi.ENABLE_TRIGGER, enable("paused", false));
      Instant acknowledged = Instant.now();
      within(10).until(() -> Instant.now().isAfter(acknowledged.plusMillis(350)));
      assertThat(node.events("paused"))
          .allSatisfy(event -> assertThat(event.firedAt()).isBefore(acknowledged.plusMillis(1)));
      node.ask(TriggerApi.ENABLE_TRIGGER, enable("paused", true));
    }
    assertNothingTwice(node.events("paused"));
  }

  @Test
  void everyFiringAfterAnEditIsByTheNewDefinition() {
    Instant start = Instant.now();
    TriggerSpec counting =
        spec(
            dev.punctual.trigger.domain.ScheduleSpec.every(Duration.ofMillis(100), start),
            ActionSpec.count("edit-0", 1));
    node.create("edited", counting);
    for (int round = 1; round <= 20; round++) {
      TriggerSpec next =
          spec(counting.schedule().orElseThrow(), ActionSpec.count("edit-" + round, 1));
      node.ask(
          TriggerApi.CHANGE_TRIGGER,
          new ChangeTrigger(TENANT, "edited", next, OptionalLong.empty()));
      Instant acknowledged = Instant.now();
      String counter = "\"edit-" + round + "\"";
      // An edit lands at any distance from the next firing: the rounds are no multiple of the rate.
      within(10).until(() -> Instant.now().isAfter(acknowledged.plusMillis(237)));
      List<TriggerEvent> since =
          within(10)
              .until(
                  () ->
                      node.events("edited").stream()
                          .filter(event -> event.scheduledFor().isAfter(acknowledged))
                          .toList(),
                  fired -> !fired.isEmpty());
      assertThat(since)
          .allSatisfy(event -> assertThat(event.result().orElseThrow()).contains(counter));
    }
    List<TriggerEvent> events = node.events("edited");
    assertNothingTwice(events);
    assertNothingLost(events);
  }

  @Test
  void aDeletedTriggerKeepsItsEventsAndFiresNoMore() {
    node.create("deleted", spec(every(Duration.ofMillis(100)), ActionSpec.log()));
    within(10).until(() -> node.events("deleted"), e -> e.size() >= 3);
    node.ask(TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, "deleted", OptionalLong.empty()));
    Instant acknowledged = Instant.now();
    within(10).until(() -> Instant.now().isAfter(acknowledged.plusMillis(500)));
    assertThat(node.events("deleted"))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(e -> assertThat(e.firedAt()).isBefore(acknowledged.plusMillis(1)));
    node.create("deleted", spec(every(Duration.ofMillis(100)), ActionSpec.log()));
    int before = node.events("deleted").size();
    within(10).until(() -> node.events("deleted"), e -> e.size() >= before + 3);
    assertNothingTwice(node.events("deleted"));
  }

  @Test
  void aChangeSeesWhatWasBeingPlannedMeanwhile() throws SQLException {
    for (boolean delete : List.of(false, true)) {
      String id = delete ? "deleted-while-planned" : "paused-while-planned";
      node.create(id, spec(every(Duration.ofHours(1)), ActionSpec.log()));
      Future<?> change;
      try (Connection planner = database.connect();
          Statement statement = planner.createStatement()) {
        planner.setAutoCommit(false);
        statement.execute(
            "UPDATE trigger.cursor SET next_at = next_at + interval '1 hour' WHERE trigger_id = '%s'"
                .formatted(id));
        statement.execute(
            """
            INSERT INTO trigger.occurrence (id, tenant, trigger_id, trigger_kind, shard, version,
              source, scheduled_for, loaded)
            SELECT gen_random_uuid(), tenant, trigger_id, 'scheduled', shard, version,
              'scheduled', next_at - interval '1 hour', true
            FROM trigger.cursor WHERE trigger_id = '%s'
            """
                .formatted(id));
        change =
            delete
                ? node.request(
                    TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, id, OptionalLong.empty()))
                : node.request(TriggerApi.ENABLE_TRIGGER, enable(id, false));
        within(10)
            .until(
                () ->
                    database.count(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                + " AND datname = current_database()")
                        == 1);
        planner.commit();
      }
      Futures.await(change);
      assertThat(
              database.count(
                  "SELECT count(*) FROM trigger.occurrence WHERE trigger_id = '%s'".formatted(id)))
          .as("planned by a definition that is no more")
          .isZero();
    }
  }

  /** The change takes effect at an instant that fires before it is stored, and news come late. */
  @Test
  void whatFiredWhileItsTriggerWasBeingChangedIsNotFiredAgain() throws SQLException {
    node.create("slowly-changed", spec(every(Duration.ofMillis(100)), ActionSpec.log()));
    for (int round = 1; round <= 10; round++) {
      int least = 3 * round;
      within(10).until(() -> node.events("slowly-changed"), events -> events.size() >= least);
      try (Connection change = database.connect();
          Statement statement = change.createStatement()) {
        change.setAutoCommit(false);
        statement.execute(
            """
            SELECT FROM trigger.cursor WHERE trigger_id = 'slowly-changed' FOR UPDATE;
            UPDATE trigger.definition SET version = version + 1 WHERE id = 'slowly-changed';
            UPDATE trigger.cursor SET version = version + 1, fresh = true,
              next_at = (SELECT max(scheduled_for) FROM trigger.event_active
                         WHERE trigger_id = 'slowly-changed')
            WHERE trigger_id = 'slowly-changed';
            DELETE FROM trigger.occurrence
            WHERE trigger_id = 'slowly-changed' AND fired_at IS NULL;
            """);
        change.commit();
      }
    }
    List<TriggerEvent> events =
        within(10).until(() -> node.events("slowly-changed"), all -> all.size() >= 40);
    assertNothingTwice(events);
    assertNothingLost(events);
  }

  private static EnableTrigger enable(String id, boolean enabled) {
    return new EnableTrigger(TENANT, id, enabled, OptionalLong.empty());
  }

  private static void assertNothingLost(List<TriggerEvent> events) {
    List<Instant> instants = events.stream().map(TriggerEvent::scheduledFor).sorted().toList();
    for (int i = 1; i < instants.size(); i++) {
      assertThat(Duration.between(instants.get(i - 1), instants.get(i)))
          .as("no firing is lost to an edit")
          .isEqualTo(Duration.ofMillis(100));
    }
  }

  private static void assertNothingTwice(List<TriggerEvent> events) {
    Set<Instant> instants = new HashSet<>();
    events.forEach(event -> instants.add(event.scheduledFor()));
    assertThat(instants).hasSize(events.size());
  }
}
