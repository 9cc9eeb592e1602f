package dev.punctual.call.domain;

/** What became of an entry of a batch. */
public enum CallStatus {
  /** It goes out at its own time, or on the first day that its callee can be called. */
  SCHEDULED,
  /** It goes out on a later day, because the earlier ones are full. */
  ROLLED_OVER,
  /** It does not go out. */
  REJECTED
}
