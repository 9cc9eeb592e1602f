package dev.punctual.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.call.CallMetrics.Attempt;
import dev.punctual.call.CallScheduler.Stores;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRetry;
import dev.punctual.call.domain.CallingTime;
import dev.punctual.call.domain.Reason;
import dev.punctual.problem.ProblemException;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.PlaceCall;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the attempts that the trigger engine asks for. The policy of this moment counts: a window
 * that was closed meanwhile stays silent.
 */
final class CallAttempts {
  /** The runner ends an attempt at its timeout; one that says nothing for longer is gone. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Clocks differ, and a call that was given a time outside the window has this long for it. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final CallStore calls;
  private final PolicyStore policies;
  private final Sealing sealing;
  private final Bus bus;
  private final Clock clock;
  private final CallMetrics metrics;

  CallAttempts(Stores stores, Sealing sealing, Bus bus, Clock clock, CallMetrics metrics) {
    this.calls = stores.calls();
    this.policies = stores.policies();
    this.sealing = sealing;
    this.bus = bus;
    this.clock = clock;
    this.metrics = metrics;
  }

  Future<AttemptResult> place(PlaceCall query) {
    return calls
        .find(query.tenant(), query.callId())
        .compose(
            found ->
                found
                    .map(call -> place(query, call))
                    .orElseGet(() -> refused("the call was cancelled")));
  }

  private Future<AttemptResult> place(PlaceCall query, StoredCall call) {
    return policies
        .get(call.tenant(), call.customer())
        .compose(
            stored -> {
              Instant now = clock.instant();
              if (call.scheduled().isAfter(now.plus(TOLERANCE))) {
                return refused("the call was moved to a later time");
              }
              if (!mayRing(call, stored.policy(), now)) {
                return refused("the calling window is closed");
              }
              return stored
                  .policy()
                  .endpoint()
                  .map(endpoint -> call(query, call, stored, endpoint))
                  .orElseGet(() -> Future.succeededFuture(ended(Optional.empty())))
                  .onSuccess(this::count);
            });
  }

  private void count(AttemptResult result) {
    metrics.attempted(result.succeeded() ? Attempt.SUCCESS : Attempt.FAILURE);
  }

  private static boolean mayRing(StoredCall call, CallPolicy policy, Instant now) {
    boolean overridden = call.reason().equals(Optional.of(Reason.KEPT_BY_OVERRIDE));
    List<ZoneId> zones = call.zones().stream().map(ZoneId::of).toList();
    return CallingTime.isOpen(policy, zones, now)
        || (overridden && now.isBefore(call.scheduled().plus(TOLERANCE)));
  }

  private Future<AttemptResult> call(
      PlaceCall query, StoredCall call, PolicyStore.Stored stored, String endpoint) {
    String payload;
    try {
      payload = payload(call);
    } catch (ProblemException sealed) {
      AttemptResult unreadable =
          new AttemptResult(
              true,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of("the key that the call is encrypted with is not configured here"));
      return Future.succeededFuture(paced(unreadable, query.attempt(), stored.policy().retry()));
    }
    RunAttempt attempt =
        new RunAttempt(
            query.eventId(),
            ActionSpec.http("POST", endpoint, Map.of()),
            Optional.of(payload),
            stored.signingSecret().stream().toList(),
            query.timeout(),
            query.attempt());
    return bus.request(RunnerApi.RUN.within(query.timeout().plus(GRACE)), attempt)
        .map(result -> paced(result, query.attempt(), stored.policy().retry()));
  }

  private String payload(StoredCall call) {
    Person person = sealing.person(call);
    ObjectNode payload =
        Json.MAPPER
            .createObjectNode()
            .put("call_id", call.id())
            .put("name", person.name())
            .put("phone", person.phone().e164())
            .put("scheduled", call.scheduled().toString())
            .put("tz", call.zones().get(0));
    person.phone().extension().ifPresent(digits -> payload.put("extension", digits));
    return payload.toString();
  }

  /** The policy's number of attempts and its pause, unless the endpoint asks for a longer one. */
  private static AttemptResult paced(AttemptResult result, int attempt, CallRetry retry) {
    boolean again = result.retriable() && attempt < retry.maxAttempts();
    Duration pause =
        result
            .retryAfter()
            .filter(asked -> asked.compareTo(retry.spacing()) > 0)
            .orElse(retry.spacing());
    return new AttemptResult(
        again,
        again ? Optional.of(pause) : Optional.empty(),
        result.statusCode(),
        result.result().map(CallAttempts::withoutAnswer),
        result.error());
  }

  /** An endpoint may answer with what it was sent, and the log is not the place for that. */
  private static String withoutAnswer(String result) {
    try {
      return Json.MAPPER.readTree(result) instanceof ObjectNode fields
          ? fields.without(List.of("response_body", "truncated")).toString()
          : "{}";
    } catch (JsonProcessingException e) {
      return "{}";
    }
  }

  private Future<AttemptResult> refused(String why) {
    metrics.attempted(Attempt.REFUSED);
    return Future.succeededFuture(ended(Optional.of(why)));
  }

  private static AttemptResult ended(Optional<String> error) {
    return new AttemptResult(false, Optional.empty(), Optional.empty(), Optional.empty(), error);
  }
}
