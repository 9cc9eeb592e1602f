package dev.punctual.call.api;

import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallEvent;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What call scheduling can be asked. Failures: {@code not_found}, {@code call_due}, {@code
 * validation_failed} (a policy that makes no sense, or a time that its policy does not allow),
 * {@code idempotency_key_reused}. An entry of a batch that is rejected is an answer.
 */
public final class CallApi {
  private static final Duration BATCH_TIMEOUT = Duration.ofMinutes(2);

  public static final Address<ScheduleCalls, CallPlan> SCHEDULE_CALLS =
      Address.of("call.schedule", ScheduleCalls.class, CallPlan.class).within(BATCH_TIMEOUT);
  public static final Address<ListCalls, CallList> LIST_CALLS =
      Address.of("call.list", ListCalls.class, CallList.class);
  public static final Address<ById, CallState> GET_CALL =
      Address.of("call.get", ById.class, CallState.class);
  public static final Address<ChangeCall, Call> CHANGE_CALL =
      Address.of("call.change", ChangeCall.class, Call.class);
  public static final Address<ById, Done> CANCEL_CALL =
      Address.of("call.cancel", ById.class, Done.class);

  public static final Address<ByCustomer, CallPolicy> GET_POLICY =
      Address.of("call.policy-get", ByCustomer.class, CallPolicy.class);
  public static final Address<PutPolicy, SavedPolicy> PUT_POLICY =
      Address.of("call.policy-put", PutPolicy.class, SavedPolicy.class);
  public static final Address<ByCustomer, Done> DELETE_POLICY =
      Address.of("call.policy-delete", ByCustomer.class, Done.class);

  private CallApi() {}

  public record ById(String tenant, String id) {}

  /**
   * Asks for a plan of the whole batch.
   *
   * @param key the same batch with the same key is planned once
   */
  public record ScheduleCalls(
      String tenant, String customer, List<CallRequest> requests, Optional<IdempotencyKey> key) {
    public ScheduleCalls {
      requests = List.copyOf(requests);
    }
  }

  /**
   * An Idempotency-Key.
   *
   * @param fingerprint of what is asked for with it
   */
  public record IdempotencyKey(String text, String fingerprint) {}

  /**
   * The decision about an entry.
   *
   * @param scheduledTaskId unless it was rejected
   */
  public record PlannedCall(CallDecision decision, Optional<String> scheduledTaskId) {}

  /**
   * One planned call for each request, in their order.
   *
   * @param replayed whether it was planned before, under the same key
   */
  public record CallPlan(List<PlannedCall> calls, boolean replayed) {
    public CallPlan {
      calls = List.copyOf(calls);
    }
  }

  /**
   * Asks for planned calls ordered by id.
   *
   * @param after the last id of the page before
   */
  public record ListCalls(
      String tenant, Optional<String> customer, Optional<String> after, int limit) {}

  public record CallList(List<Call> calls) {
    public CallList {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A call and what became of it.
   *
   * @param event empty until it has fired
   */
  public record CallState(Call call, Optional<CallEvent> event) {}

  /** Moves a call to another time, which its policy must allow. */
  public record ChangeCall(String tenant, String id, Instant scheduled) {}

  public record ByCustomer(String tenant, String customer) {}

  public record PutPolicy(String tenant, String customer, CallPolicy policy) {}

  /**
   * A policy and, only when it was made just now, the secret that calls to its endpoint are signed
   * with.
   *
   * @param signingSecret {@code whsec_} and Base64
   */
  public record SavedPolicy(CallPolicy policy, Optional<String> signingSecret) {}
}
