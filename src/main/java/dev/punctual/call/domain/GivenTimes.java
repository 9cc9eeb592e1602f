package dev.punctual.call.domain;

import dev.punctual.call.domain.Callee.Reachable;
import java.time.Instant;
import java.util.Optional;

/** Says whether a call can have the time that was given for it. */
final class GivenTimes {
  private final CallPolicy policy;
  private final Instant now;
  private final Horizon horizon;
  private final CallingHours hours;
  private final HourlyCapacity capacity;

  GivenTimes(
      CallPolicy policy,
      Instant now,
      Horizon horizon,
      CallingHours hours,
      HourlyCapacity capacity) {
    this.policy = policy;
    this.now = now;
    this.horizon = horizon;
    this.hours = hours;
    this.capacity = capacity;
  }

  /** What is in the way; empty if the call can be kept as it is. */
  Optional<Obstacle> obstacle(Reachable callee, Instant at) {
    int minute = horizon.minute(at);
    if (!at.isAfter(now)) {
      return Optional.of(Obstacle.of(Reason.IN_THE_PAST));
    }
    if (minute >= horizon.minutes()) {
      return Optional.of(Obstacle.of(Reason.AFTER_THE_HORIZON));
    }
    if (!hours.permit(callee.zones(), at)) {
      return Optional.of(Obstacle.outsideTheWindow(policy));
    }
    return capacity.hasRoom(minute) ? Optional.empty() : Optional.of(Obstacle.of(Reason.HOUR_FULL));
  }
}
