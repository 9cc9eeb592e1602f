package dev.punctual.trigger.domain;

/**
 * Why an occurrence does not run.
 *
 * @param text for a person
 */
public record WhyNot(Cause cause, String text) {

  /** For programs. */
  public enum Cause implements Label {
    /** Nobody could fire it in time, and its misfire policy lets it go. */
    MISSED,
    /** Another run of its trigger is in its way. */
    OVERLAP,
    /** Its trigger was deleted. */
    GONE
  }

  public static WhyNot missed(String text) {
    return new WhyNot(Cause.MISSED, text);
  }

  static WhyNot overlap(String text) {
    return new WhyNot(Cause.OVERLAP, text);
  }

  public static WhyNot gone(String text) {
    return new WhyNot(Cause.GONE, text);
  }
}
