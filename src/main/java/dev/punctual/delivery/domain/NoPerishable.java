package dev.punctual.delivery.domain;

/** Nothing that perishes. */
record NoPerishable() implements Rule {
  static final String CODE = "NO_PERISHABLE";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return !parcel.isPerishable();
  }
}
