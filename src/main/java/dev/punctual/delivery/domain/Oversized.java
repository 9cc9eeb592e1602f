package dev.punctual.delivery.domain;

/** Only packages of at least this volume. */
record Oversized(double minVolumeM3) implements Rule {
  static final String CODE = "OVERSIZED";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.volumeM3() >= minVolumeM3;
  }
}
