package dev.punctual.trigger.runner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * The beginning of an answer's body, as text.
 *
 * @param truncated whether the endpoint sent more than this
 */
record Excerpt(String text, boolean truncated) {
  private static final int MAX_BYTES = 1_024;

  /**
   * Takes the beginning of what was received. Of a compressed body only that much is inflated: what
   * it would come to does not matter.
   *
   * @param whole whether that is all that was sent
   * @param encoding {@code Content-Encoding}; a body in one that is not understood is left out
   */
  static Excerpt of(byte[] received, boolean whole, String encoding) {
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> read(new ByteArrayInputStream(received), whole);
      case "gzip", "x-gzip" -> inflate(received, whole);
      default -> new Excerpt("", received.length > 0 || !whole);
    };
  }

  private static Excerpt inflate(byte[] received, boolean whole) {
    if (received.length == 0) {
      return new Excerpt("", !whole);
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(received))) {
      return read(in, whole);
    } catch (IOException e) {
      return new Excerpt("", true);
    }
  }

  private static Excerpt read(InputStream in, boolean whole) {
    byte[] bytes = new byte[MAX_BYTES + 1];
    int length = 0;
    boolean ended = false;
    try {
      while (length < bytes.length && !ended) {
        int read = in.read(bytes, length, bytes.length - length);
        ended = read < 0;
        length += Math.max(0, read);
      }
    } catch (IOException e) {
      return new Excerpt(text(bytes, Math.min(length, MAX_BYTES), true), true);
    }
    boolean truncated = !ended || !whole;
    return new Excerpt(text(bytes, Math.min(length, MAX_BYTES), truncated), truncated);
  }

  /** A character that the cut went through is left out. */
  private static String text(byte[] bytes, int length, boolean cut) {
    CharBuffer text = CharBuffer.allocate(length);
    StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .decode(ByteBuffer.wrap(bytes, 0, length), text, !cut);
    return text.flip().toString();
  }
}
