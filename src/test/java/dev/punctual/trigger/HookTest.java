package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.api;
import static dev.punctual.trigger.Specs.post;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Payloads that are posted to API triggers. */
@TestInstance(Lifecycle.PER_CLASS)
class HookTest {
  private static final String SIZES =
      """
      {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer"}}}
      """;
  private static final String COLOURS =
      """
      {"type": "object", "required": ["colour"], "properties": {"colour": {"type": "string"}}}
      """;
  private static final String SMALL = "{\"size\":1}";
  private static final String RED = "{\"colour\":\"red\"}";

  private final Sink sink = new Sink();
  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
    sink.close();
  }

  private String hook(String id, Specs specs) {
    return node.hook(id, specs.build());
  }

  private static AcceptPayload payload(String token, String json) {
    return new AcceptPayload(token, json, Optional.empty());
  }

  private UUID accepted(AcceptPayload payload) {
    return node.ask(HookApi.ACCEPT_PAYLOAD, payload).eventId();
  }

  private Problem refused(AcceptPayload payload) {
    return node.refused(HookApi.ACCEPT_PAYLOAD, payload);
  }

  private void enable(String id, boolean enabled) {
    node.ask(
        TriggerApi.ENABLE_TRIGGER, new EnableTrigger(TENANT, id, enabled, OptionalLong.empty()));
  }

  private void change(String id, Specs specs) {
    node.ask(
        TriggerApi.CHANGE_TRIGGER,
        new ChangeTrigger(TENANT, id, specs.build(), OptionalLong.empty()));
  }

  @Test
  void aValidPayloadIsDelivered() {
    Endpoint endpoint = sink.endpoint(Sink.status(200));
    String token = hook("valid", api(post(endpoint.url())).schema(SIZES));
    TriggerEvent event = node.ended(accepted(payload(token, SMALL)));
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.source()).isEqualTo(Source.API);
    assertThat(event.triggerKind()).isEqualTo(TriggerKind.API);
    assertThat(event.triggerId()).contains("valid");
    assertThat(event.payload()).contains(SMALL);
    assertThat(endpoint.calls()).hasSize(1);
    assertThat(endpoint.calls().get(0).body()).isEqualTo(SMALL);
    assertThat(endpoint.calls().get(0).id()).isEqualTo(event.id().toString());
  }

  @Test
  void anInvalidPayloadIsPointedAtAndLeavesNoEvent() {
    String token = hook("invalid", api(ActionSpec.log()).schema(SIZES));
    Problem problem = refused(payload(token, "{\"size\":\"L\"}"));
    assertThat(problem.type()).isEqualTo(ProblemType.PAYLOAD_INVALID);
    assertThat(problem.errors()).extracting(FieldError::pointer).containsExactly("/size");
    assertThat(refused(payload(token, "{}")).errors())
        .extracting(FieldError::pointer)
        .containsExactly("/size");
    node.ended(accepted(payload(token, SMALL)));
    assertThat(node.events("invalid")).hasSize(1);
  }

  @Test
  void nobodyIsAtAnUnknownAddress() {
    assertThat(refused(payload("nowhere", SMALL)).type()).isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void aPausedTriggerTakesNothingUntilItIsResumed() {
    String token = hook("paused", api(ActionSpec.log()).schema(SIZES));
    accepted(payload(token, SMALL));
    enable("paused", false);
    assertThat(refused(payload(token, SMALL)).type()).isEqualTo(ProblemType.TRIGGER_PAUSED);
    assertThat(refused(payload(token, RED)).type()).isEqualTo(ProblemType.TRIGGER_PAUSED);
    enable("paused", true);
    node.ended(accepted(payload(token, SMALL)));
    assertThat(node.events("paused")).hasSize(2);
  }

  @Test
  void aDeletedTriggerIsNotFound() {
    String token = hook("deleted", api(ActionSpec.log()).schema(SIZES));
    accepted(payload(token, SMALL));
    node.ask(TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, "deleted", OptionalLong.empty()));
    assertThat(refused(payload(token, SMALL)).type()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(refused(payload(token, RED)).type()).isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void aNewSchemaHoldsAtOnce() {
    String token = hook("schema", api(ActionSpec.log()).schema(SIZES));
    accepted(payload(token, SMALL));
    change("schema", api(ActionSpec.log()).schema(COLOURS));
    node.ended(accepted(payload(token, RED)));
    change("schema", api(ActionSpec.log()).schema(SIZES));
    assertThat(refused(payload(token, RED)).type()).isEqualTo(ProblemType.PAYLOAD_INVALID);
    node.ended(accepted(payload(token, SMALL)));
  }

  private List<Future<Accepted>> atOnce(List<AcceptPayload> payloads) {
    return payloads.stream().map(p -> node.request(HookApi.ACCEPT_PAYLOAD, p)).toList();
  }

  @Test
  void twoThousandAtOnceAreLoggedOnceEach() {
    String token = hook("many", api(ActionSpec.log()).schema(SIZES));
    List<AcceptPayload> payloads =
        IntStream.range(0, 2_000)
            .mapToObj(i -> payload(token, "{\"size\":%d}".formatted(i)))
            .toList();
    Set<UUID> ids = new HashSet<>();
    atOnce(payloads).forEach(answer -> ids.add(Futures.await(answer).eventId()));
    assertThat(ids).hasSize(2_000);
    within(20).until(() -> node.logged("many") == 2_000);
    assertThat(
            node.count(
                "SELECT count(DISTINCT (id, payload)) FROM trigger.event_active"
                    + " WHERE trigger_id = 'many' AND status = 'success'"))
        .isEqualTo(2_000);
  }

  /** Who is told that it is accepted must not wait for the node's next start. */
  @Test
  void whatIsAcceptedRunsAlsoIfItsDefinitionCannotBeReadJustThen() {
    String token = hook("unread", api(ActionSpec.log()).schema(SIZES));
    assertThat(refused(payload(token, RED)).type()).isEqualTo(ProblemType.PAYLOAD_INVALID);
    database.execute(
        "ALTER TABLE trigger.definition RENAME COLUMN previous_secret TO not_to_be_found");
    UUID id;
    try {
      id = accepted(payload(token, SMALL));
    } finally {
      database.execute(
          "ALTER TABLE trigger.definition RENAME COLUMN not_to_be_found TO previous_secret");
    }
    assertThat(node.ended(id).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void runsOfAnApiTriggerMayOverlap() {
    Promise<Void> release = Promise.promise();
    Endpoint endpoint = sink.endpoint(Sink.after(release.future(), Sink.status(200)));
    String token = hook("overlap", api(post(endpoint.url())));
    List<UUID> ids =
        List.of(
            accepted(payload(token, SMALL)),
            accepted(payload(token, SMALL)),
            accepted(payload(token, SMALL)));
    within(20).until(() -> endpoint.calls().size() == 3);
    release.complete();
    assertThat(ids)
        .allSatisfy(id -> assertThat(node.ended(id).status()).isEqualTo(EventStatus.SUCCESS));
  }
}
