package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ById;
import dev.punctual.trigger.api.TriggerApi.GivenTrigger;
import dev.punctual.trigger.api.TriggerApi.PutTriggers;
import dev.punctual.trigger.api.TriggerApi.RemoveTriggers;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Triggers that stand for other features' rows; every test has ids of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class BulkDefinitionsTest {
  private final TestDatabase server = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(server);

  @AfterAll
  void close() {
    node.close();
    server.close();
  }

  @Test
  void whatIsPutAgainDoesNotFireAgain() {
    TriggerSpec soon = at(Duration.ofMillis(300));
    put("again", soon);
    node.onlyEvent("again");
    put("again", soon);
    // One that is made later has fired: so would have the first, had it been touched.
    put("after", at(Duration.ofMillis(300)));
    node.onlyEvent("after");
    assertThat(node.logged("again")).isEqualTo(1);
  }

  @Test
  void makesWhatIsMissingBesideWhatIsThere() {
    TriggerSpec later = at(Duration.ofHours(1));
    put("there", later);
    node.ask(
        TriggerApi.PUT_TRIGGERS,
        new PutTriggers(
            TENANT, List.of(new GivenTrigger("there", later), new GivenTrigger("new", later))));
    long version = node.ask(TriggerApi.GET_TRIGGER, new ById(TENANT, "there")).version();
    assertThat(node.ask(TriggerApi.GET_TRIGGER, new ById(TENANT, "new")).spec()).isEqualTo(later);
    put("there", later);
    assertThat(node.ask(TriggerApi.GET_TRIGGER, new ById(TENANT, "there")).version())
        .isEqualTo(version);
  }

  @Test
  void whatWasDueInThePastFiresAtOnce() {
    TriggerSpec past = at(Duration.ofSeconds(-30));
    put("past", past);
    TriggerEvent event = node.onlyEvent("past");
    assertThat(event.scheduledFor()).isEqualTo(past.schedule().orElseThrow().at().orElseThrow());
  }

  @Test
  void whatMovesFiresAtItsNewTimeOnly() {
    put("moved", at(Duration.ofSeconds(1)));
    TriggerSpec sooner = at(Duration.ofMillis(400));
    put("moved", sooner);
    TriggerEvent event = node.onlyEvent("moved");
    assertThat(event.scheduledFor()).isEqualTo(sooner.schedule().orElseThrow().at().orElseThrow());
    put("witness", at(Duration.ofSeconds(1)));
    node.onlyEvent("witness");
    assertThat(node.logged("moved")).isEqualTo(1);
  }

  @Test
  void whatIsRemovedDoesNotFire() {
    put("gone", at(Duration.ofSeconds(1)));
    node.ask(TriggerApi.REMOVE_TRIGGERS, new RemoveTriggers(TENANT, List.of("gone", "never")));
    assertThat(node.refused(TriggerApi.GET_TRIGGER, new ById(TENANT, "gone")).type())
        .isEqualTo(ProblemType.NOT_FOUND);
    put("left", at(Duration.ofSeconds(1)));
    within(20).until(() -> node.logged("left") == 1);
    assertThat(
            node.count(
                "SELECT count(*) FROM trigger.event WHERE trigger_id = 'gone'"
                    + " AND status = 'success'"))
        .isZero();
  }

  private static TriggerSpec at(Duration delay) {
    // Whole microseconds, as schedules are.
    Instant at = Instant.now().plus(delay).truncatedTo(ChronoUnit.MICROS);
    return spec(ScheduleSpec.at(at), ActionSpec.log());
  }

  private void put(String id, TriggerSpec spec) {
    node.ask(TriggerApi.PUT_TRIGGERS, new PutTriggers(TENANT, List.of(new GivenTrigger(id, spec))));
  }
}
