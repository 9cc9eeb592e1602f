package dev.punctual.delivery.domain;

/** Only packages that are kept between two temperatures. */
record TempControl(double minC, double maxC) implements Rule {
  static final String CODE = "TEMP_CONTROL";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return minC <= parcel.temperatureC() && parcel.temperatureC() <= maxC;
  }
}
