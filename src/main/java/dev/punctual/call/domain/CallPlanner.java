package dev.punctual.call.domain;

import dev.punctual.call.domain.Callee.Reachable;
import dev.punctual.call.domain.Callee.Unreachable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans a batch of calls under a customer's policy, next to the calls that are planned already. The
 * same input makes the same plan.
 *
 * <p>Calls with a time of their own come first, in the order of the input: they have no other
 * place. They are kept where every hour around them has room; the even pace is not theirs to keep.
 */
public final class CallPlanner {
  private final CallPolicy policy;
  private final Instant now;
  private final Horizon horizon;
  private final CallingHours hours;
  private final HourlyCapacity capacity;
  private final GivenTimes givenTimes;
  private final CallGroups groups;
  private final List<Instant> taken;
  private final List<FreeCall> free = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final CallDecision[] decisions;

  private CallPlanner(CallPolicy policy, Instant now, Collection<Instant> planned, int callees) {
    this.policy = policy;
    this.now = now;
    this.horizon = Horizon.from(now, policy.horizonDays());
    this.hours = new CallingHours(policy, horizon);
    this.capacity = new HourlyCapacity(policy, horizon, planned);
    this.givenTimes = new GivenTimes(policy, now, horizon, hours, capacity);
    this.groups = new CallGroups(hours);
    this.taken = new ArrayList<>(planned);
    this.decisions = new CallDecision[callees];
  }

  /** A call that may go out at any allowed time. */
  private record FreeCall(int place, Reachable callee, int group) {}

  /** A call that can't be placed, until it is known which time to suggest. */
  private record Refusal(
      int place, Reachable callee, Reason reason, String detail, Instant wanted) {}

  /**
   * Makes the plan.
   *
   * @param planned the instants of the customer's other calls, from an hour before {@code now} on
   * @return one decision for each callee, in their order
   */
  public static List<CallDecision> plan(
      CallPolicy policy, Instant now, Collection<Instant> planned, List<Callee> callees) {
    CallPlanner planner = new CallPlanner(policy, now, planned, callees.size());
    planner.sort(callees);
    planner.placeFree();
    planner.suggest();
    return List.of(planner.decisions);
  }

  private void sort(List<Callee> callees) {
    for (int place = 0; place < callees.size(); place++) {
      if (callees.get(place) instanceof Unreachable callee) {
        decisions[place] = CallDecision.unreachable(callee);
      } else if (callees.get(place) instanceof Reachable callee) {
        sort(place, callee);
      }
    }
  }

  private void sort(int place, Reachable callee) {
    callee.scheduled().ifPresentOrElse(at -> keep(place, callee, at), () -> free(place, callee));
  }

  private void keep(int place, Reachable callee, Instant at) {
    Optional<Obstacle> obstacle = givenTimes.obstacle(callee, at);
    boolean overrides = policy.explicitTime() == ExplicitTime.OVERRIDE && at.isAfter(now);
    if (obstacle.isPresent() && !overrides) {
      refuse(place, callee, obstacle.get().reason(), obstacle.get().detail(), at);
      return;
    }
    book(at);
    decisions[place] =
        obstacle
            .map(found -> CallDecision.overridden(callee, at, found))
            .orElseGet(() -> CallDecision.kept(callee, at));
  }

  private void free(int place, Reachable callee) {
    Optional<Integer> group = groups.of(callee.zones());
    if (group.isPresent()) {
      free.add(new FreeCall(place, callee, group.get()));
    } else {
      refuse(place, callee, Reason.NEVER_ALLOWED, Reason.NEVER_ALLOWED.text(), now);
    }
  }

  private void placeFree() {
    int[] group = free.stream().mapToInt(FreeCall::group).toArray();
    GroupPlan plan = new GroupPlan(horizon, capacity, taken, group, groups.days());
    Map<Integer, String> shortages = new HashMap<>();
    for (int i = 0; i < group.length; i++) {
      FreeCall call = free.get(i);
      Optional<Placement> placement = plan.placement(i);
      if (placement.isPresent()) {
        book(placement.get().at());
        decisions[call.place()] = CallDecision.placed(call.callee(), placement.get());
      } else {
        String detail =
            shortages.computeIfAbsent(call.group(), jammed -> plan.shortage(jammed).text());
        refuse(call.place(), call.callee(), Reason.OVER_CAPACITY, detail, now);
      }
    }
  }

  private void book(Instant at) {
    capacity.book(horizon.minute(at));
    taken.add(at);
  }

  private void refuse(int place, Reachable callee, Reason reason, String detail, Instant wanted) {
    refusals.add(new Refusal(place, callee, reason, detail, wanted));
  }

  /** Last, because only now it is known where there is room. */
  private void suggest() {
    Suggestions suggestions = new Suggestions(horizon, hours, capacity);
    for (Refusal refusal : refusals) {
      decisions[refusal.place()] =
          CallDecision.refused(
              refusal.callee(),
              refusal.reason(),
              refusal.detail(),
              suggestions.nearest(refusal.callee().zones(), refusal.wanted()));
    }
  }
}
