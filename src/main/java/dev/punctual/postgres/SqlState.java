package dev.punctual.postgres;

/** The SQLSTATE codes that mean something to us (PostgreSQL manual, appendix A). */
final class SqlState {
  private static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";
  private static final String UNTRANSLATABLE_CHARACTER = "22P05";

  private SqlState() {}

  /** Whether a text holds what PostgreSQL keeps in none, such as the character NUL. */
  static boolean isUnstorableText(String state) {
    return state.equals(CHARACTER_NOT_IN_REPERTOIRE) || state.equals(UNTRANSLATABLE_CHARACTER);
  }

  /** Whether the values themselves are what cannot be stored (22): trying again is in vain. */
  static boolean isData(String state) {
    return state.startsWith("22");
  }

  /**
   * Whether the same statement may succeed later: connection trouble (08), resources (53), operator
   * intervention such as a shutdown or a cancelled statement (57), serialisation and deadlock (40),
   * a lock that was not to be had (55), trouble outside PostgreSQL such as a failing disk (58).
   */
  static boolean isTransient(String state) {
    return switch (state.substring(0, 2)) {
      case "08", "40", "53", "55", "57", "58" -> true;
      default -> false;
    };
  }
}
