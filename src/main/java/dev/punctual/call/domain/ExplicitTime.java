package dev.punctual.call.domain;

/** What happens to a call whose own time is outside the window or the capacity. */
public enum ExplicitTime {
  /** It is rejected, and the nearest feasible time is suggested. */
  ENFORCE,
  /** It is kept, and the answer says so. */
  OVERRIDE
}
