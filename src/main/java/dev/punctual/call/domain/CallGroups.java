package dev.punctual.call.domain;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Numbers the groups: calls whose zones allow the very same minutes are in the same one. */
final class CallGroups {
  private final CallingHours hours;
  private final Map<List<ZoneId>, Optional<Integer>> byZones = new HashMap<>();
  private final Map<List<MinuteSet>, Integer> byDays = new LinkedHashMap<>();

  CallGroups(CallingHours hours) {
    this.hours = hours;
  }

  /** The group of a call in these zones; empty if no minute is allowed. */
  Optional<Integer> of(List<ZoneId> zones) {
    return byZones.computeIfAbsent(
        zones,
        key ->
            Optional.of(hours.allowed(key).days())
                .filter(days -> !days.isEmpty())
                .map(this::number));
  }

  private int number(List<MinuteSet> days) {
    return byDays.computeIfAbsent(days, key -> byDays.size());
  }

  /** The days of each group. */
  List<List<MinuteSet>> days() {
    return List.copyOf(byDays.keySet());
  }
}
