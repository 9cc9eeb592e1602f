package dev.punctual.delivery.domain;

/** No package heavier than the limit. */
record MaxWeight(double limitKg) implements Rule {
  static final String CODE = "MAX_WEIGHT";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.weightKg() <= limitKg;
  }
}
