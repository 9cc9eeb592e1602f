package dev.punctual.delivery.domain;

import java.util.Set;

/** Of what is hazardous, only these classes; what has no class is always fine. */
record HazmatAllowed(Set<Integer> allowedClasses) implements Rule {
  static final String CODE = "HAZMAT_ALLOWED";

  HazmatAllowed {
    allowedClasses = Set.copyOf(allowedClasses);
  }

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public boolean admits(Parcel parcel) {
    return parcel.hazmatClass().isEmpty()
        || allowedClasses.contains(parcel.hazmatClass().getAsInt());
  }
}
