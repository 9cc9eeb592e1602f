package dev.punctual.http;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * The key of the last element of a page, opaque to clients. A checksum before it tells it from what
 * was made up or cut off, whatever keys look like.
 */
final class Cursor {
  private Cursor() {}

  static String encode(String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    byte[] cursor =
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(checksum(text)).put(text).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  static String decode(String cursor) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(cursor));
    if (bytes.remaining() < Integer.BYTES) {
      throw unknown();
    }
    int checksum = bytes.getInt();
    byte[] text = new byte[bytes.remaining()];
    bytes.get(text);
    String key = new String(text, StandardCharsets.UTF_8);
    if (checksum != checksum(text) || key.chars().anyMatch(Character::isISOControl)) {
      throw unknown();
    }
    return key;
  }

  private static byte[] bytes(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static int checksum(byte[] text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text);
    return (int) checksum.getValue();
  }

  static ProblemException unknown() {
    return ProblemType.PARAMETER_INVALID.because("The cursor is none that was given out.");
  }
}
