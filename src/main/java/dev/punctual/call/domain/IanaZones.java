package dev.punctual.call.domain;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Knows time zones by name. A bare offset is none: it would be wrong for half of the year. */
final class IanaZones {
  /** Names of the time zone database that Java leaves out, and what the database links them to. */
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei");

  /** Names that the database has given up and Java has not. */
  private static final String FORMER = "SystemV/";

  private static final Set<String> IDS =
      ZoneId.getAvailableZoneIds().stream()
          .filter(id -> !id.startsWith(FORMER))
          .collect(Collectors.toUnmodifiableSet());

  private IanaZones() {}

  static Optional<ZoneId> find(String name) {
    return Optional.of(LINKS.getOrDefault(name, name)).filter(IDS::contains).map(ZoneId::of);
  }
}
