package dev.punctual.call.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the time nearest to another at which a call would be accepted. */
final class Suggestions {
  private final Horizon horizon;
  private final CallingHours hours;
  private final boolean[] roomy;
  private final Map<List<ZoneId>, int[]> feasible = new HashMap<>();

  /**
   * @param capacity with every call of the plan booked
   */
  Suggestions(Horizon horizon, CallingHours hours, HourlyCapacity capacity) {
    this.horizon = horizon;
    this.hours = hours;
    this.roomy = new boolean[horizon.minutes()];
    for (int minute = 0; minute < roomy.length; minute++) {
      roomy[minute] = capacity.hasRoom(minute);
    }
  }

  /** The nearest one, the earlier of two; after the horizon only if there is none inside. */
  Optional<Instant> nearest(List<ZoneId> zones, Instant wanted) {
    int[] minutes = feasible.computeIfAbsent(zones, this::feasible);
    if (minutes.length == 0) {
      return hours.firstAfterwards(zones);
    }
    int found = Arrays.binarySearch(minutes, horizon.minute(wanted));
    int before = found >= 0 ? found : -found - 2;
    return IntStream.rangeClosed(Math.max(0, before), Math.min(minutes.length - 1, before + 1))
        .mapToObj(place -> horizon.at(minutes[place]))
        .reduce((a, b) -> distance(b, wanted).compareTo(distance(a, wanted)) < 0 ? b : a);
  }

  private int[] feasible(List<ZoneId> zones) {
    return hours.allowed(zones).starts().minutes().filter(minute -> roomy[minute]).toArray();
  }

  private static Duration distance(Instant at, Instant wanted) {
    return Duration.between(at, wanted).abs();
  }
}
