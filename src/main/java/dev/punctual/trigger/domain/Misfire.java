package dev.punctual.trigger.domain;

/** What becomes of the firings that were missed while nobody could fire them. */
public enum Misfire {
  /** The latest of them fires, once, for all. */
  FIRE_ONCE,
  /** None fires; one event tells of them. */
  SKIP,
  /** Each fires, the latest ones up to a bound. */
  FIRE_ALL;

  /** As the contract writes it. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
