package dev.punctual.http;

/**
 * Halves of characters. JSON can escape a surrogate without its other half, which no UTF-8 can hold
 * and so no database; parsers let it through.
 */
final class Surrogates {
  private static final int ESCAPE_LENGTH = 6;
  private static final byte UTF_8_LEAD = (byte) 0xED;

  private Surrogates() {}

  /** Whether every surrogate in a JSON text has its other half; one look at each byte. */
  static boolean arePaired(byte[] json) {
    for (int at = 0; at < json.length; at++) {
      if (json[at] == UTF_8_LEAD && at + 1 < json.length && (json[at + 1] & 0xE0) == 0xA0) {
        return false;
      }
      if (json[at] == '\\') {
        char unit = escaped(json, at);
        if (Character.isSurrogate(unit)) {
          if (!Character.isSurrogatePair(unit, escaped(json, at + ESCAPE_LENGTH))) {
            return false;
          }
          at += 2 * ESCAPE_LENGTH - 1;
        } else {
          at++;
        }
      }
    }
    return true;
  }

  /** The UTF-16 unit of an escape such as {@code \\ud83d}, or 0. */
  private static char escaped(byte[] json, int at) {
    if (at + ESCAPE_LENGTH > json.length || json[at] != '\\' || json[at + 1] != 'u') {
      return 0;
    }
    int unit = 0;
    for (int digit = at + 2; digit < at + ESCAPE_LENGTH; digit++) {
      unit = unit << 4 | Character.digit(json[digit], 16);
    }
    return (char) unit;
  }
}
