package dev.punctual.http;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The key of the last element of a page, opaque to clients. */
final class Cursor {
  private Cursor() {}

  static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String cursor) {
    try {
      String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (!encode(key).equals(cursor) || key.chars().anyMatch(Character::isISOControl)) {
        throw unknown();
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  static ProblemException unknown() {
    return ProblemType.PARAMETER_INVALID.because("The cursor is none that was given out.");
  }
}
