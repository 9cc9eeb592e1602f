package dev.punctual.call;

import static dev.punctual.call.CallNode.TENANT;
import static dev.punctual.call.CallNode.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.ById;
import dev.punctual.call.domain.CallEvent;
import dev.punctual.call.domain.CallEvent.Outcome;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import dev.punctual.trigger.domain.TriggerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls when they are due, on a turned clock beside a log that is made up. */
class CallOutcomeTest {
  private static final Instant DUE = Instant.parse("2026-11-25T15:30:00Z");

  private final CallNode node = new CallNode();
  private final String id = node.planned(at("212-555-5555", DUE.toString()));

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void hasNoneBeforeItHasFired() {
    assertThat(event()).isEmpty();
    node.clock.set(DUE);
    assertThat(event()).isEmpty();
  }

  @Test
  void isThatOfItsOwnEventAndOfNoReplay() {
    node.clock.set(DUE);
    logged(Source.REPLAY, EventStatus.SUCCESS, 1);
    String own = logged(Source.SCHEDULED, EventStatus.FAILURE, 3);
    assertThat(event()).hasValue(new CallEvent(own, Outcome.FAILURE));
  }

  @Test
  void isToldAlsoWhenItsEventIsArchived() {
    node.clock.set(DUE.plus(Duration.ofHours(3)));
    node.eventsView = View.ARCHIVED;
    String own = logged(Source.SCHEDULED, EventStatus.SUCCESS, 1);
    assertThat(event()).hasValue(new CallEvent(own, Outcome.SUCCESS));
  }

  @Test
  void whatIsDueIsNotCancelled() {
    node.clock.set(DUE);
    refusesToCancel();
    logged(Source.SCHEDULED, EventStatus.RUNNING, 0);
    refusesToCancel();
  }

  @Test
  void whatHasGoneOutIsNotCancelled() {
    node.clock.set(DUE);
    logged(Source.SCHEDULED, EventStatus.SUCCESS, 1);
    refusesToCancel();
  }

  @Test
  void whatFailedIsNotTriedAgainOnceItIsCancelled() {
    node.clock.set(DUE);
    logged(Source.SCHEDULED, EventStatus.RUNNING, 1);
    node.ask(CallApi.CANCEL_CALL, new ById(TENANT, id));
    assertThat(node.attempt(id, 2).error()).hasValue("the call was cancelled");
  }

  private Optional<CallEvent> event() {
    return node.ask(CallApi.GET_CALL, new ById(TENANT, id)).event();
  }

  private void refusesToCancel() {
    assertThat(Futures.awaitFailure(node.request(CallApi.CANCEL_CALL, new ById(TENANT, id))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.type()).isEqualTo(ProblemType.CALL_DUE));
    assertThat(node.triggers).containsKey(id);
  }

  private String logged(Source source, EventStatus status, int attempts) {
    UUID event = UUID.randomUUID();
    node.events.add(
        new TriggerEvent(
            event,
            Optional.of(id),
            TriggerKind.SCHEDULED,
            source,
            DUE,
            DUE,
            status == EventStatus.RUNNING ? Optional.empty() : Optional.of(DUE),
            0,
            status,
            attempts,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of()));
    return event.toString();
  }
}
