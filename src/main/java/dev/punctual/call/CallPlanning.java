package dev.punctual.call;

import dev.punctual.call.domain.CallDecision;
import dev.punctual.call.domain.CallPlanner;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallRequest;
import dev.punctual.call.domain.Callee;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From a batch as it was written to its plan. Takes seconds for large ones: not on an event loop.
 */
public final class CallPlanning {
  private final Phones phones;

  public CallPlanning(Phones phones) {
    this.phones = phones;
  }

  /** An entry as far as it was understood, and what was decided about it. */
  public record Planned(Callee callee, CallDecision decision) {}

  /**
   * Plans a batch.
   *
   * @param planned the instants of the customer's other calls, from an hour before {@code now} on
   * @return one decision for each request, in their order
   */
  public List<Planned> plan(
      CallPolicy policy, Instant now, Collection<Instant> planned, List<CallRequest> requests) {
    List<Callee> callees =
        requests.stream()
            .map(
                request -> Callee.of(request, phones.read(request.phone(), policy.defaultRegion())))
            .toList();
    List<CallDecision> decisions = CallPlanner.plan(policy, now, planned, callees);
    return IntStream.range(0, callees.size())
        .mapToObj(place -> new Planned(callees.get(place), decisions.get(place)))
        .toList();
  }
}
