package dev.punctual.delivery.domain;

/** Only packages that shall arrive in an hour from the first to the last. */
record TimeWindow(int startHour, int endHour) implements Rule {
  static final String CODE = "TIME_WINDOW";

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return startHour <= parcel.deliveryHour() && parcel.deliveryHour() <= endHour;
  }
}
