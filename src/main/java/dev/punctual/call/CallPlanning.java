package dev.punctual.call;

import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallPlanner;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.Callee;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * From a batch as it was written to its plan. Takes seconds for large ones: not on an event loop.
 */
public final class CallPlanning {
  private final Phones phones;

  public CallPlanning(Phones phones) {
    this.phones = phones;
  }

  /**
   * Plans a batch.
   *
   * @param planned the instants of the customer's other calls, from an hour before {@code now} on
   * @return one decision for each request, in their order
   */
  public List<CallDecision> plan(
      CallPolicy policy, Instant now, Collection<Instant> planned, List<CallRequest> requests) {
    List<Callee> callees =
        requests.stream()
            .map(
                request -> Callee.of(request, phones.read(request.phone(), policy.defaultRegion())))
            .toList();
    return CallPlanner.plan(policy, now, planned, callees);
  }
}
