package dev.punctual.trigger;

import static dev.punctual.trigger.Specs.api;
import static dev.punctual.trigger.Specs.attempts;
import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Sink;
import dev.punctual.testkit.Sink.Call;
import dev.punctual.testkit.Sink.Endpoint;
import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ReplayEvents;
import dev.punctual.trigger.api.EventApi.Replayed;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.ChangeTrigger;
import dev.punctual.trigger.api.TriggerApi.DeleteTrigger;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.api.TriggerApi.TestDefinition;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Events that are made to happen again. */
@TestInstance(Lifecycle.PER_CLASS)
class ReplayTest {
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
    return node.hook(id, specs.retry(attempts(1)).build());
  }

  private UUID post(String token, String payload) {
    return node.ask(HookApi.ACCEPT_PAYLOAD, new AcceptPayload(token, payload, Optional.empty()))
        .eventId();
  }

  private static EventById byId(UUID id) {
    return new EventById(TENANT, id);
  }

  private UUID replay(UUID id) {
    return node.ask(EventApi.REPLAY_EVENT, byId(id)).eventId();
  }

  private void delete(String id) {
    node.ask(TriggerApi.DELETE_TRIGGER, new DeleteTrigger(TENANT, id, OptionalLong.empty()));
  }

  private Replayed replay(
      Optional<String> triggerId, Optional<EventStatus> status, int limit, boolean dryRun) {
    EventFilter filter =
        new EventFilter(
            View.ACTIVE,
            triggerId,
            status,
            Optional.of(Source.API),
            Optional.empty(),
            Optional.empty());
    return node.ask(EventApi.REPLAY_EVENTS, new ReplayEvents(TENANT, filter, limit, dryRun));
  }

  @Test
  void aFailedEventHappensAgainWithTheSamePayload() {
    Endpoint endpoint = sink.endpoint(Sink.status(500), Sink.status(200));
    String token = hook("one", api(Specs.post(endpoint.url())));
    TriggerEvent failed = node.ended(post(token, "{\"k\":1}"));
    assertThat(failed.status()).isEqualTo(EventStatus.FAILURE);
    TriggerEvent again = node.ended(replay(failed.id()));
    assertThat(again.id()).isNotEqualTo(failed.id());
    assertThat(again.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(again.source()).isEqualTo(Source.REPLAY);
    assertThat(again.triggerId()).contains("one");
    assertThat(again.note()).contains("replay of " + failed.id());
    assertThat(again.payload()).isEqualTo(failed.payload());
    assertThat(endpoint.calls()).extracting(Call::body).containsOnly("{\"k\":1}").hasSize(2);
    assertThat(endpoint.calls())
        .extracting(Call::id)
        .containsExactly(failed.id().toString(), again.id().toString());
    assertThat(node.event(failed.id())).isEqualTo(failed);
  }

  @Test
  void aReplayIsByTheDefinitionOfToday() {
    Endpoint wrong = sink.endpoint(Sink.status(404));
    Endpoint right = sink.endpoint(Sink.status(200));
    TriggerEvent failed = node.ended(post(hook("mended", api(Specs.post(wrong.url()))), "{}"));
    node.ask(
        TriggerApi.CHANGE_TRIGGER,
        new ChangeTrigger(
            TENANT, "mended", api(Specs.post(right.url())).build(), OptionalLong.empty()));
    assertThat(node.ended(replay(failed.id())).status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(wrong.calls()).hasSize(1);
    assertThat(right.calls()).hasSize(1);
  }

  @Test
  void aPausedTriggersEventCanBeReplayed() {
    TriggerEvent event = node.ended(post(hook("paused", api(ActionSpec.log())), "{}"));
    node.ask(
        TriggerApi.ENABLE_TRIGGER,
        new EnableTrigger(TENANT, "paused", false, OptionalLong.empty()));
    assertThat(node.ended(replay(event.id())).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void whatIsFoundByAFilterHappensAgainOnceEach() {
    Endpoint endpoint =
        sink.endpoint(Sink.status(500), Sink.status(500), Sink.status(500), Sink.status(200));
    String token = hook("some", api(Specs.post(endpoint.url())));
    List<UUID> failed =
        List.of(post(token, "{\"n\":1}"), post(token, "{\"n\":2}"), post(token, "{\"n\":3}"));
    failed.forEach(node::ended);
    node.ended(post(token, "{\"n\":4}"));
    Optional<String> some = Optional.of("some");
    Optional<EventStatus> failures = Optional.of(EventStatus.FAILURE);
    assertThat(replay(some, failures, 100, true)).isEqualTo(new Replayed(3, 0));
    assertThat(replay(some, failures, 2, true)).isEqualTo(new Replayed(2, 0));
    assertThat(node.events("some")).hasSize(4);
    assertThat(replay(some, failures, 100, false)).isEqualTo(new Replayed(3, 3));
    within(20)
        .until(
            () ->
                node.events("some").stream()
                        .filter(e -> e.source() == Source.REPLAY)
                        .filter(e -> e.status() == EventStatus.SUCCESS)
                        .count()
                    == 3);
    assertThat(endpoint.calls())
        .extracting(Call::body)
        .containsExactlyInAnyOrder(
            "{\"n\":1}",
            "{\"n\":2}",
            "{\"n\":3}",
            "{\"n\":4}",
            "{\"n\":1}",
            "{\"n\":2}",
            "{\"n\":3}");
  }

  @Test
  void anEventWhoseTriggerIsGoneIsNotReplayable() {
    UUID gone = node.ended(post(hook("gone", api(ActionSpec.log())), "{}")).id();
    UUID stays = node.ended(post(hook("stays", api(ActionSpec.log())), "{}")).id();
    delete("gone");
    assertThat(node.refused(EventApi.REPLAY_EVENT, byId(gone)).type())
        .isEqualTo(ProblemType.NOT_REPLAYABLE);
    assertThat(replay(Optional.of("gone"), Optional.empty(), 100, true))
        .isEqualTo(new Replayed(0, 0));
    assertThat(replay(Optional.of("gone"), Optional.empty(), 100, false))
        .isEqualTo(new Replayed(0, 0));
    assertThat(replay(Optional.of("stays"), Optional.empty(), 100, false))
        .isEqualTo(new Replayed(1, 1));
    assertThat(node.ended(replay(stays)).status()).isEqualTo(EventStatus.SUCCESS);
  }

  @Test
  void theTestOfADefinitionThatIsNotStoredIsNotReplayable() {
    UUID id =
        node.ask(
                TriggerApi.TEST_DEFINITION,
                new TestDefinition(TENANT, Specs.idle(ActionSpec.log()).build()))
            .eventId();
    node.ended(id);
    assertThat(node.refused(EventApi.REPLAY_EVENT, byId(id)).type())
        .isEqualTo(ProblemType.NOT_REPLAYABLE);
  }

  @Test
  void whatStillRunsIsNotReplayable() {
    Promise<Void> release = Promise.promise();
    Endpoint endpoint = sink.endpoint(Sink.after(release.future(), Sink.status(200)));
    UUID id = post(hook("running", api(Specs.post(endpoint.url()))), "{}");
    within(20).until(() -> !endpoint.calls().isEmpty());
    assertThat(node.refused(EventApi.REPLAY_EVENT, byId(id)).type())
        .isEqualTo(ProblemType.NOT_REPLAYABLE);
    release.complete();
    node.ended(id);
  }

  @Test
  void anUnknownEventIsNotFound() {
    assertThat(node.refused(EventApi.REPLAY_EVENT, byId(UUID.randomUUID())).type())
        .isEqualTo(ProblemType.NOT_FOUND);
  }
}
