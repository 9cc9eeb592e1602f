package dev.punctual.delivery.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Drivers and packages for tests. */
final class Days {
  private Days() {}

  /** A package for one region, to be admitted by those whose rule names it. */
  static Parcel to(String region, String id) {
    return new Parcel(
        id, 5, false, region, 20, false, false, OptionalInt.empty(), 10, 12, 1, Optional.empty());
  }

  static Driver driver(String id, DriverRule... rules) {
    return new Driver(id, List.of(rules));
  }

  static DriverRule rule(String code, Map<String, Object> params) {
    return new DriverRule("r", code, params);
  }

  static DriverRule regions(String... regions) {
    return rule("REGION_ONLY", Map.of("allowed_regions", List.of(regions)));
  }
}
