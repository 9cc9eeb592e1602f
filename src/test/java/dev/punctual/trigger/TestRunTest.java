package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.attempts;
import static dev.punctual.trigger.Specs.post;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Call;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ById;
import dev.punctual.trigger.api.TriggerApi.TestDefinition;
import dev.punctual.trigger.api.TriggerApi.TestTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Runs that somebody asks for to try a definition out. */
@TestInstance(Lifecycle.PER_CLASS)
class TestRunTest {
  private static final String SIZES =
      """
      {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer"}}}
      """;

  private final Sink sink = new Sink();
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
    sink.close();
  }

  private static TestTrigger run(String id) {
    return new TestTrigger(TENANT, id, Optional.empty(), OptionalLong.empty());
  }

  private static TestTrigger run(String id, String payload) {
    return new TestTrigger(TENANT, id, Optional.of(payload), OptionalLong.empty());
  }

  private UUID accepted(TestTrigger run) {
    return node.ask(TriggerApi.TEST_TRIGGER, run).eventId();
  }

  private UUID accepted(Specs specs) {
    return node.ask(TriggerApi.TEST_DEFINITION, new TestDefinition(TENANT, specs.build()))
        .eventId();
  }

  private Problem refused(Specs specs) {
    return node.refused(TriggerApi.TEST_DEFINITION, new TestDefinition(TENANT, specs.build()));
  }

  @Test
  void aStoredTriggerFiresOnceAndNow() {
    Endpoint endpoint = sink.endpoint(Sink.status(500), Sink.status(200));
    node.create(
        "stored", Specs.idle(post(endpoint.url())).payload("{\"k\":1}").retry(attempts(2)).build());
    Instant asked = Instant.now();
    TriggerEvent event = node.ended(accepted(run("stored")));
    assertThat(event.source()).isEqualTo(Source.MANUAL_TEST);
    assertThat(event.triggerId()).contains("stored");
    assertThat(event.note()).contains("test run");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.attempts()).isEqualTo(2);
    assertThat(event.scheduledFor()).isBetween(asked.minusMillis(1), asked.plusSeconds(5));
    assertThat(endpoint.calls())
        .extracting(Call::id, Call::body)
        .containsOnly(tuple(event.id().toString(), "{\"k\":1}"));
    assertThat(endpoint.calls().get(0).header("webhook-signature")).startsWith("v1,");
    assertThat(node.events("stored")).hasSize(1);
  }

  @Test
  void itsPayloadIsTheOneThatIsGiven() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    node.create("given", Specs.idle(post(endpoint.url())).payload("{\"k\":1}").build());
    TriggerEvent event = node.ended(accepted(run("given", "{\"k\":2}")));
    assertThat(event.payload()).contains("{\"k\":2}");
    assertThat(endpoint.calls().get(0).body()).isEqualTo("{\"k\":2}");
  }

  @Test
  void aFailedTestRunIsStillKnownAsOne() {
    Endpoint endpoint = sink.endpoint(Sink.status(400));
    node.create("failing", Specs.idle(post(endpoint.url())).build());
    TriggerEvent event = node.ended(accepted(run("failing")));
    assertThat(event.status()).isEqualTo(EventStatus.FAILURE);
    assertThat(event.note()).contains("test run; the endpoint answered 400");
  }

  @Test
  void aDefinitionThatIsNotStoredLeavesNothingButItsEvent() {
    Endpoint endpoint = sink.endpoint(Sink.status(503), Sink.status(200));
    TriggerEvent event =
        node.ended(
            accepted(Specs.idle(post(endpoint.url())).payload("{\"k\":1}").retry(attempts(2))));
    assertThat(event.source()).isEqualTo(Source.MANUAL_TEST);
    assertThat(event.triggerId()).isEmpty();
    assertThat(event.note()).contains("test run of a definition that is not stored");
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.attempts()).isEqualTo(2);
    assertThat(event.payload()).contains("{\"k\":1}");
    assertThat(endpoint.calls())
        .extracting(Call::id)
        .containsOnly(event.id().toString())
        .hasSize(2);
  }

  @Test
  void whatIsRelativeIsNoReasonToRefuse() {
    Specs everyMinute =
        Specs.scheduled(
            new ScheduleSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(1)),
                Optional.empty(),
                Optional.empty(),
                ScheduleSpec.DstGap.SHIFT,
                ScheduleSpec.DstOverlap.FIRST,
                Optional.empty(),
                Optional.empty()),
            ActionSpec.log());
    assertThat(node.ended(accepted(everyMinute)).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void aPausedTriggerCanBeTried() {
    node.create("paused", Specs.idle(ActionSpec.log()).paused().build());
    assertThat(node.ended(accepted(run("paused"))).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void theScheduleGoesOnUndisturbed() {
    Duration rate = Duration.ofMillis(200);
    node.create("busy", Specs.scheduled(every(rate), ActionSpec.log()).build());
    within(20).until(() -> node.events("busy").size() >= 3);
    UUID id = accepted(run("busy"));
    node.ended(id);
    within(20).until(() -> node.events("busy").size() >= 10);
    List<TriggerEvent> events = node.events("busy");
    assertThat(events).filteredOn(e -> e.source() == Source.MANUAL_TEST).hasSize(1);
    List<Instant> scheduled =
        events.stream()
            .filter(e -> e.source() == Source.SCHEDULED)
            .map(TriggerEvent::scheduledFor)
            .sorted()
            .toList();
    for (int i = 1; i < scheduled.size(); i++) {
      assertThat(Duration.between(scheduled.get(i - 1), scheduled.get(i))).isEqualTo(rate);
    }
  }

  @Test
  void aDefinitionThatMakesNoSenseIsRefused() {
    Specs past = Specs.scheduled(ScheduleSpec.at(Instant.now().minusSeconds(60)), ActionSpec.log());
    Problem problem = refused(past);
    assertThat(problem.type()).isEqualTo(ProblemType.VALIDATION_FAILED);
    assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/schedule/at");
    assertThat(refused(Specs.idle(post("ftp://example.com/"))).errors())
        .extracting(FieldError::pointer)
        .containsExactly("/action/url");
    assertThat(refused(Specs.api(ActionSpec.log()).schema("[]")).errors())
        .extracting(FieldError::pointer)
        .containsExactly("/json_schema");
  }

  @Test
  void thePayloadMustSatisfyTheSchema() {
    node.create(
        "schema", Specs.api(ActionSpec.log()).schema(SIZES).payload("{\"size\":0}").build());
    Problem problem = node.refused(TriggerApi.TEST_TRIGGER, run("schema", "{\"size\":\"L\"}"));
    assertThat(problem.type()).isEqualTo(ProblemType.PAYLOAD_INVALID);
    assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/size");
    UUID given = accepted(run("schema", "{\"size\":3}"));
    UUID own = accepted(run("schema"));
    assertThat(node.ended(given).payload()).contains("{\"size\":3}");
    assertThat(node.ended(own).payload()).contains("{\"size\":0}");
    assertThat(node.events("schema")).hasSize(2);
  }

  @Test
  void soMustThePayloadOfADefinitionThatIsNotStored() {
    Problem problem =
        refused(Specs.api(ActionSpec.log()).schema(SIZES).payload("{\"size\":\"L\"}"));
    assertThat(problem.type()).isEqualTo(ProblemType.PAYLOAD_INVALID);
    assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/size");
    UUID id = accepted(Specs.api(ActionSpec.log()).schema(SIZES).payload("{\"size\":1}"));
    assertThat(node.ended(id).payload()).contains("{\"size\":1}");
  }

  @Test
  void whatIsNotThereCannotBeTried() {
    assertThat(node.refused(TriggerApi.TEST_TRIGGER, run("nobody")).type())
        .isEqualTo(ProblemType.NOT_FOUND);
    assertThat(node.refused(TriggerApi.GET_TRIGGER, new ById(TENANT, "nobody")).type())
        .isEqualTo(ProblemType.NOT_FOUND);
  }
}
