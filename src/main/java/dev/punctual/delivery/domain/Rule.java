package dev.punctual.delivery.domain;

/**
 * What a package must satisfy for a driver to take it. Rules are values: two drivers whose rules
 * are equal are interchangeable. All bounds are inclusive.
 */
public sealed interface Rule
    permits ExpressOnly,
        FragileOnly,
        HazmatAllowed,
        MaxDistance,
        MaxWeight,
        NoPerishable,
        Oversized,
        RegionOnly,
        TempControl,
        TimeWindow {

  /** As clients name it, e.g. {@code MAX_WEIGHT}. */
  String code();

  boolean admits(Parcel parcel);
}
