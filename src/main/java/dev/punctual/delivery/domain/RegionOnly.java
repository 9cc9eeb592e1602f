package dev.punctual.delivery.domain;

import java.util.Set;

/** Only packages for these regions. */
record RegionOnly(Set<String> allowedRegions) implements Rule {
  static final String CODE = "REGION_ONLY";

  RegionOnly {
    allowedRegions = Set.copyOf(allowedRegions);
  }

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return allowedRegions.contains(parcel.region());
  }
}
