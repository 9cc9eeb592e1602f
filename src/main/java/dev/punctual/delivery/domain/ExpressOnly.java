package dev.punctual.delivery.domain;

/** Only express packages. */
record ExpressOnly() implements Rule {
  static final String CODE = "EXPRESS_ONLY";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.isExpress();
  }
}
