package dev.punctual.trigger;

import dev.punctual.trigger.api.TriggerApi.Firing;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The firings that are to come, computed from the same schedules that the planner uses: what is
 * shown is what fires.
 */
final class Upcoming {
  private Upcoming() {}

  /** A trigger and its next firing that is not in the list yet. */
  private record Next(Trigger trigger, Schedule schedule, Instant at) {
    Firing firing() {
      return new Firing(trigger.id(), trigger.spec().name(), at);
    }

    Optional<Next> following() {
      return next(trigger, schedule, at);
    }

    static Optional<Next> next(Trigger trigger, Schedule schedule, Instant after) {
      return schedule.next(after).map(Due::scheduledFor).map(at -> new Next(trigger, schedule, at));
    }
  }

  /** Soonest first; a paused trigger has none. */
  static List<Firing> firings(
      Collection<Trigger> triggers, Instant now, Optional<Instant> until, int limit) {
    PriorityQueue<Next> queue =
        new PriorityQueue<>(
            Comparator.comparing(Next::at).thenComparing(next -> next.trigger().id()));
    for (Trigger trigger : triggers) {
      if (trigger.spec().enabled()) {
        trigger
            .spec()
            .schedule()
            .map(Schedule::of)
            .flatMap(schedule -> Next.next(trigger, schedule, now))
            .ifPresent(queue::add);
      }
    }
    List<Firing> firings = new ArrayList<>();
    while (!queue.isEmpty() && firings.size() < limit) {
      Next next = queue.poll();
      if (until.filter(end -> next.at().isAfter(end)).isPresent()) {
        break;
      }
      firings.add(next.firing());
      next.following().ifPresent(queue::add);
    }
    return firings;
  }
}
