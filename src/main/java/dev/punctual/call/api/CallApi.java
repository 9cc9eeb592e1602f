package dev.punctual.call.api;

import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.call.domain.Call;
import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What call scheduling can be asked. Failures: {@code not_found}, {@code validation_failed} (a
 * policy that makes no sense, or a time that its policy does not allow). An entry of a batch that
 * is rejected is an answer.
 */
public final class CallApi {
  private static final Duration BATCH_TIMEOUT = Duration.ofMinutes(2);

  public static final Address<ScheduleCalls, CallPlan> SCHEDULE_CALLS =
      Address.of("call.schedule", ScheduleCalls.class, CallPlan.class).within(BATCH_TIMEOUT);
  public static final Address<ListCalls, CallList> LIST_CALLS =
      Address.of("call.list", ListCalls.class, CallList.class);
  public static final Address<ById, Call> GET_CALL = Address.of("call.get", ById.class, Call.class);
  public static final Address<ChangeCall, Call> CHANGE_CALL =
      Address.of("call.change", ChangeCall.class, Call.class);
  public static final Address<ById, Done> CANCEL_CALL =
      Address.of("call.cancel", ById.class, Done.class);

  public static final Address<ByCustomer, CallPolicy> GET_POLICY =
      Address.of("call.policy-get", ByCustomer.class, CallPolicy.class);
  public static final Address<PutPolicy, CallPolicy> PUT_POLICY =
      Address.of("call.policy-put", PutPolicy.class, CallPolicy.class);
  public static final Address<ByCustomer, Done> DELETE_POLICY =
      Address.of("call.policy-delete", ByCustomer.class, Done.class);

  private CallApi() {}

  public record ById(String tenant, String id) {}

  /** Asks for a plan of the whole batch. */
  public record ScheduleCalls(String tenant, String customer, List<CallRequest> requests) {
    public ScheduleCalls {
      requests = List.copyOf(requests);
    }
  }

  /**
   * The decision about an entry.
   *
   * @param scheduledTaskId unless it was rejected
   */
  public record PlannedCall(CallDecision decision, Optional<String> scheduledTaskId) {}

  /** One planned call for each request, in their order. */
  public record CallPlan(List<PlannedCall> calls) {
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

  /** Moves a call to another time, which its policy must allow. */
  public record ChangeCall(String tenant, String id, Instant scheduled) {}

  public record ByCustomer(String tenant, String customer) {}

  public record PutPolicy(String tenant, String customer, CallPolicy policy) {}
}
