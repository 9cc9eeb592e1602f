package dev.punctual.delivery.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Drivers and packages for tests. */
final class Days {
  private Days() {}

  static final Parcel PLAIN =
      new Parcel(
          "p",
          5,
          false,
          "north",
          20,
          false,
          false,
          OptionalInt.empty(),
          10,
          12,
          1,
          Optional.empty());

  static Parcel parcel(String id) {
    return new Parcel(
        id, 5, false, "north", 20, false, false, OptionalInt.empty(), 10, 12, 1, Optional.empty());
  }

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

  /** Packages of one region each: region 0 first. */
  static List<Parcel> parcels(int... perRegion) {
    List<Parcel> parcels = new ArrayList<>();
    for (int region = 0; region < perRegion.length; region++) {
      String name = "region-" + region;
      int first = parcels.size();
      IntStream.range(0, perRegion[region])
          .mapToObj(i -> to(name, "p%03d".formatted(first + i)))
          .forEach(parcels::add);
    }
    return parcels;
  }
}
