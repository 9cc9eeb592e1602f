package dev.punctual.call.domain;

import java.time.ZoneId;
import java.util.Set;

/** Knows time zones by name. A bare offset is none: it would be wrong for half of the year. */
final class IanaZones {
  private static final Set<String> IDS = Set.copyOf(ZoneId.getAvailableZoneIds());

  private IanaZones() {}

  static boolean has(String id) {
    return IDS.contains(id);
  }
}
