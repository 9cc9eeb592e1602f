package dev.punctual.call;

import static dev.punctual.call.CallNode.TENANT;
import static dev.punctual.call.CallNode.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.call.api.CallApi;
import dev.punctual.call.api.CallApi.ById;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRetry;
import dev.punctual.call.domain.ExplicitTime;
import dev.punctual.problem.ProblemException;
import dev.punctual.testkit.Futures;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attempts at calls that are due, on a turned clock. */
class CallAttemptsTest {
  private static final String NEW_YORK = "212-555-5555";

  private final CallNode node = new CallNode();

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void callsTheEndpointWithWhoIsToBeCalledAndLogsNothingOfIt() {
    node.policy(
        CallNode.policy(3_600, 7, Optional.of("https://example.com/call"), ExplicitTime.ENFORCE));
    node.endpointAnswer =
        new AttemptResult(
            false,
            Optional.empty(),
            Optional.of(200),
            Optional.of(
                "{\"status_code\":200,\"response_time_ms\":1.5,\"response_body\":\"Grace\"}"),
            Optional.empty());
    String id = node.planned(at("(212) 555-5555 ext. 7", "2026-11-25T15:30:00Z"));
    node.clock.advance(Duration.ofMinutes(30));

    AttemptResult result = node.attempt(id, 1);

    assertThat(result.succeeded()).isTrue();
    assertThat(result.result()).hasValue("{\"status_code\":200,\"response_time_ms\":1.5}");
    RunAttempt attempt = node.attempts.get(0);
    assertThat(attempt.payload())
        .hasValue(
            "{\"call_id\":\"%s\",\"name\":\"Grace Hopper\",\"phone\":\"+12125555555\","
                    .formatted(id)
                + "\"scheduled\":\"2026-11-25T15:30:00Z\",\"tz\":\"America/New_York\","
                + "\"extension\":\"7\"}");
    assertThat(attempt.signingSecrets()).singleElement().asString().startsWith("whsec_");
  }

  @Test
  void whatIsSealedUnderAKeyThatIsNotHereIsTriedAgainAndSaidSo() {
    node.policy(
        CallNode.policy(3_600, 7, Optional.of("https://example.com/call"), ExplicitTime.ENFORCE));
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    node.server.execute("UPDATE call.call SET person = '\\x00' || person");
    node.clock.advance(Duration.ofMinutes(30));

    AttemptResult result = node.attempt(id, 1);

    assertThat(result.retriable()).isTrue();
    assertThat(result.error().orElseThrow()).contains("not configured here");
    assertThat(node.attempts).isEmpty();
    assertThat(Futures.awaitFailure(node.request(CallApi.GET_CALL, new ById(TENANT, id))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("call.previous_keys");
  }

  @Test
  void withoutAnEndpointTheEventIsAllThereIs() {
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    node.clock.advance(Duration.ofMinutes(30));
    assertThat(node.attempt(id, 1).succeeded()).isTrue();
    assertThat(node.attempts).isEmpty();
    assertThat(node.counted("punctual_call_attempts", "success")).isEqualTo(1);
    assertThat(node.counted("punctual_calls_planned", "scheduled")).isEqualTo(1);
  }

  @Test
  void triesAgainAsThePolicySaysAndNeverOutsideTheWindow() {
    node.policy(
        CallNode.policy(3_600, 7, Optional.of("https://example.com/call"), ExplicitTime.ENFORCE));
    node.endpointAnswer =
        new AttemptResult(
            true, Optional.empty(), Optional.of(503), Optional.empty(), Optional.of("busy"));
    String id = node.planned(at(NEW_YORK, "2026-11-25T21:57:00Z"));
    node.clock.set(Instant.parse("2026-11-25T21:57:00Z"));
    AttemptResult first = node.attempt(id, 1);
    assertThat(first.retriable()).isTrue();
    assertThat(first.retryAfter()).hasValue(Duration.ofMinutes(2));
    node.clock.advance(Duration.ofMinutes(2));
    assertThat(node.attempt(id, 3).retriable()).as("the last one").isFalse();
    assertThat(node.attempts).hasSize(2);

    node.clock.set(Instant.parse("2026-11-25T22:00:00Z"));
    AttemptResult late = node.attempt(id, 2);
    assertThat(late.retriable()).isFalse();
    assertThat(late.error()).hasValue("the calling window is closed");
    assertThat(node.attempts).hasSize(2);
    assertThat(node.counted("punctual_call_attempts", "failure")).isEqualTo(2);
    assertThat(node.counted("punctual_call_attempts", "refused")).isEqualTo(1);
  }

  @Test
  void aWindowThatWasClosedMeanwhileStaysSilent() {
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    CallPolicy usual = CallPolicy.DEFAULT;
    node.policy(
        new CallPolicy(
            usual.windows(),
            Set.of(LocalDate.parse("2026-11-25")),
            7,
            3_600,
            OptionalInt.empty(),
            Optional.empty(),
            ExplicitTime.ENFORCE,
            "US",
            CallRetry.DEFAULT,
            Optional.empty()));
    node.clock.advance(Duration.ofMinutes(30));
    assertThat(node.attempt(id, 1).error()).hasValue("the calling window is closed");
  }

  @Test
  void aTimeKeptOutsideTheWindowIsKeptForItsMinuteOnly() {
    node.policy(CallNode.policy(3_600, 7, Optional.empty(), ExplicitTime.OVERRIDE));
    String id = node.planned(at(NEW_YORK, "2026-11-26T03:00:00Z"));
    node.clock.set(Instant.parse("2026-11-26T03:00:00Z"));
    assertThat(node.attempt(id, 1).succeeded()).isTrue();
    node.clock.advance(Duration.ofMinutes(1));
    assertThat(node.attempt(id, 2).error()).hasValue("the calling window is closed");
  }

  @Test
  void aTriggerThatDoesNotFollowYetCallsNobodyTooEarly() {
    String id = node.planned(at(NEW_YORK, "2026-11-25T15:30:00Z"));
    assertThat(node.attempt(id, 1).error()).hasValue("the call was moved to a later time");
  }
}
