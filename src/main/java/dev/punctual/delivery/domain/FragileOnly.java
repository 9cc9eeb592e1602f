package dev.punctual.delivery.domain;

/** Only fragile packages. */
record FragileOnly() implements Rule {
  static final String CODE = "FRAGILE_ONLY";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.isFragile();
  }
}
