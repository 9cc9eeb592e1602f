package dev.punctual.call;

import static dev.punctual.call.CallNode.TENANT;
import static dev.punctual.call.CallNode.at;
import static dev.punctual.call.CallNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Address.Done;
import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.ById;
import dev.punctual.call.api.CallApi.CallPlan;
import dev.punctual.call.api.CallApi.ChangeCall;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.CallStatus;
import dev.punctual.call.domain.ExplicitTime;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.Futures;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Plans and their triggers, on a turned clock. */
class CallSchedulingTest {
  private static final String NEW_YORK = "212-555-5555";
  private static final Optional<String> NO_KEY = Optional.empty();

  private final CallNode node = new CallNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void acknowledgesOnlyWhatHasItsTriggers() {
    CallPlan plan =
        Futures.await(node.schedule("c", NO_KEY, request(NEW_YORK), request("555-5555")));
    String id = plan.calls().get(0).scheduledTaskId().orElseThrow();
    assertThat(plan.calls().get(1).scheduledTaskId()).isEmpty();
    assertThat(node.triggers).containsOnlyKeys(id);
    assertThat(timeOf(id)).isEqualTo(plan.calls().get(0).decision().scheduled());
    assertThat(trigger(id).payload()).hasValue("{\"call_id\":\"%s\"}".formatted(id));
  }

  @Test
  void makesGoodWhatWasInterruptedBetweenStoringAndPlacing() {
    node.triggersAway = true;
    assertThat(failure(node.schedule("c", NO_KEY, request(NEW_YORK))))
        .isEqualTo(ProblemType.UNAVAILABLE);
    assertThat(node.triggers).isEmpty();

    node.triggersAway = false;
    node.settle();
    assertThat(node.triggers).hasSize(1);
    assertThat(node.server.count("SELECT count(*) FROM call.batch WHERE NOT placed")).isZero();
  }

  @Test
  void aRetryWithTheSameKeyFinishesWhatWasInterruptedAndPlansNothingTwice() {
    node.triggersAway = true;
    failure(node.schedule("c", Optional.of("k"), request(NEW_YORK)));
    node.triggersAway = false;
    CallPlan second = Futures.await(node.schedule("c", Optional.of("k"), request(NEW_YORK)));
    CallPlan third = Futures.await(node.schedule("c", Optional.of("k"), request(NEW_YORK)));
    assertThat(second.calls()).isEqualTo(third.calls());
    assertThat(third.replayed()).isTrue();
    assertThat(node.triggers).hasSize(1);
    assertThat(node.server.count("SELECT count(*) FROM call.call")).isEqualTo(1);
  }

  @Test
  void aKeyThatIsUnderWayIsNotWaitedFor() {
    Promise<Done> placed = Promise.promise();
    node.triggersAnswer = placed.future();
    Future<CallPlan> first = node.schedule("c", Optional.of("k"), request(NEW_YORK));
    Awaitility.await().until(() -> node.triggers.size() == 1);

    assertThat(failure(node.schedule("c", Optional.of("k"), request(NEW_YORK))))
        .isEqualTo(ProblemType.IDEMPOTENCY_IN_FLIGHT);
    assertThat(failure(node.schedule("d", Optional.of("k"), request(NEW_YORK))))
        .isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
    Future<CallPlan> other = node.schedule("c", Optional.of("other"), request(NEW_YORK));

    placed.complete(Done.DONE);
    assertThat(Futures.await(first).replayed()).isFalse();
    assertThat(Futures.await(other).replayed()).isFalse();
    assertThat(Futures.await(node.schedule("c", Optional.of("k"), request(NEW_YORK))).replayed())
        .isTrue();
    assertThat(node.triggers).hasSize(2);
  }

  @Test
  void refusesAKeyThatWasUsedWithSomethingElse() {
    Futures.await(node.schedule("c", Optional.of("k"), request(NEW_YORK)));
    assertThat(failure(node.schedule("d", Optional.of("k"), request(NEW_YORK))))
        .isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void batchesOfOneCustomerShareItsCapacity() {
    node.policy(CallNode.policy(60, 1, Optional.empty(), ExplicitTime.ENFORCE));
    CallRequest[] batch =
        Stream.generate(() -> request(NEW_YORK)).limit(150).toArray(CallRequest[]::new);
    List<Future<CallPlan>> racers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      racers.add(node.schedule("c", NO_KEY, batch));
    }
    List<Instant> times =
        racers.stream()
            .flatMap(racer -> Futures.await(racer).calls().stream())
            .flatMap(call -> call.decision().scheduled().stream())
            .map(at -> at.truncatedTo(ChronoUnit.MINUTES))
            .sorted()
            .toList();
    assertThat(times).hasSizeGreaterThan(150);
    for (int i = 60; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - 60), times.get(i)))
          .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }
  }

  @Test
  void movesACallAndItsTrigger() {
    String id = node.planned(request(NEW_YORK));
    Instant tomorrow = Instant.parse("2026-11-26T16:30:00Z");
    Call moved = node.ask(CallApi.CHANGE_CALL, new ChangeCall(TENANT, id, tomorrow));
    assertThat(moved.scheduled()).isEqualTo(tomorrow);
    assertThat(moved.name()).isEqualTo("Grace Hopper");
    assertThat(timeOf(id)).hasValue(tomorrow);
    assertThat(node.server.count("SELECT count(*) FROM call.call WHERE change IS NOT NULL"))
        .isZero();
  }

  @Test
  void refusesToMoveACallOutsideTheWindow() {
    String id = node.planned(request(NEW_YORK));
    Instant night = Instant.parse("2026-11-26T05:00:00Z");
    assertThat(failure(node.request(CallApi.CHANGE_CALL, new ChangeCall(TENANT, id, night))))
        .isEqualTo(ProblemType.VALIDATION_FAILED);
  }

  @Test
  void refusesToMoveACallThatIsDue() {
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    node.clock.advance(Duration.ofMinutes(30));
    Instant later = Instant.parse("2026-11-25T18:00:00Z");
    assertThat(failure(node.request(CallApi.CHANGE_CALL, new ChangeCall(TENANT, id, later))))
        .isEqualTo(ProblemType.CALL_DUE);
  }

  @Test
  void makesAnInterruptedMoveGood() {
    String id = node.planned(request(NEW_YORK));
    Instant tomorrow = Instant.parse("2026-11-26T16:30:00Z");
    node.triggersAway = true;
    failure(node.request(CallApi.CHANGE_CALL, new ChangeCall(TENANT, id, tomorrow)));
    node.triggersAway = false;
    node.settle();
    assertThat(timeOf(id)).hasValue(tomorrow);
  }

  @Test
  void cancelsACallWithItsTriggerAndErasesWhoItWasFor() {
    String id = node.planned(request(NEW_YORK));
    node.ask(CallApi.CANCEL_CALL, new ById(TENANT, id));
    assertThat(node.triggers).isEmpty();
    assertThat(node.server.count("SELECT count(*) FROM call.call")).isZero();
    assertThat(failure(node.request(CallApi.GET_CALL, new ById(TENANT, id))))
        .isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void aCancelledCallDoesNotGoOutEvenIfItsTriggerIsLeft() {
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    node.triggersAway = true;
    failure(node.request(CallApi.CANCEL_CALL, new ById(TENANT, id)));
    node.clock.advance(Duration.ofMinutes(30));
    assertThat(node.attempt(id, 1).error()).hasValue("the call was cancelled");
    assertThat(node.server.count("SELECT count(*) FROM call.call WHERE person <> ''")).isZero();

    node.triggersAway = false;
    node.settle();
    assertThat(node.triggers).isEmpty();
    assertThat(node.server.count("SELECT count(*) FROM call.call")).isZero();
  }

  @Test
  void erasesCallsAndAnswersWithAge() {
    CallPlan plan = Futures.await(node.schedule("c", Optional.of("k"), request(NEW_YORK)));
    Instant at = plan.calls().get(0).decision().scheduled().orElseThrow();
    node.erase(at.plus(Duration.ofDays(2)));
    assertThat(node.server.count("SELECT count(*) FROM call.call")).isEqualTo(1);
    assertThat(node.server.count("SELECT count(*) FROM call.batch")).isZero();
    node.erase(at.plus(Duration.ofDays(2)).plusMillis(1));
    assertThat(node.server.count("SELECT count(*) FROM call.call")).isZero();
    assertThat(node.triggers).isEmpty();
  }

  @Test
  void rollsOverAndPlacesBehindWhatIsPlanned() {
    node.policy(CallNode.policy(1, 3, Optional.empty(), ExplicitTime.ENFORCE));
    CallRequest[] batch =
        Stream.generate(() -> request(NEW_YORK)).limit(9).toArray(CallRequest[]::new);
    CallPlan plan = Futures.await(node.schedule("c", NO_KEY, batch));
    assertThat(plan.calls())
        .extracting(call -> call.decision().status())
        .contains(CallStatus.SCHEDULED, CallStatus.ROLLED_OVER);
    assertThat(node.triggers).hasSize(9);
  }

  @Test
  void twentyThousandSpreadFlatAndExactlyTheseGoOut() {
    node.policy(CallNode.policy(2_000, 7, Optional.empty(), ExplicitTime.ENFORCE));
    CallRequest[] batch =
        Stream.generate(() -> request(NEW_YORK)).limit(20_000).toArray(CallRequest[]::new);
    CallPlan plan = Futures.await(node.schedule("c", NO_KEY, batch));

    Map<String, Instant> planned = new HashMap<>();
    plan.calls()
        .forEach(
            call ->
                planned.put(
                    call.scheduledTaskId().orElseThrow(),
                    call.decision().scheduled().orElseThrow()));
    assertThat(planned).hasSize(20_000);
    assertThat(node.triggers.keySet()).isEqualTo(planned.keySet());
    planned.forEach((id, at) -> assertThat(timeOf(id)).hasValue(at));
    Map<Instant, Long> perMinute =
        planned.values().stream()
            .collect(
                Collectors.groupingBy(
                    at -> at.truncatedTo(ChronoUnit.MINUTES), Collectors.counting()));
    assertThat(perMinute.values()).allMatch(calls -> calls <= 34);

    List<Map.Entry<String, Instant>> inOrder =
        planned.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList();
    for (int i = 0; i < inOrder.size(); i += 100) {
      node.clock.set(inOrder.get(i).getValue());
      assertThat(node.attempt(inOrder.get(i).getKey(), 1).succeeded()).isTrue();
    }
  }

  private TriggerSpec trigger(String id) {
    return Optional.ofNullable(node.triggers.get(id)).orElseThrow();
  }

  private Optional<Instant> timeOf(String id) {
    return trigger(id).schedule().flatMap(ScheduleSpec::at);
  }

  private static ProblemType failure(Future<?> future) {
    Throwable failure = Futures.awaitFailure(future);
    assertThat(failure).isInstanceOf(ProblemException.class);
    return ((ProblemException) failure).type();
  }
}
