package dev.punctual.delivery.domain;

/** No package that goes farther than this. */
record MaxDistance(double maxKm) implements Rule {
  static final String CODE = "MAX_DISTANCE";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.distanceKm() <= maxKm;
  }
}
