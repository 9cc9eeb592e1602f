package dev.punctual.http;

import java.util.Arrays;

/** Entity tags (RFC 9110, section 8.8.3). */
final class ETag {
  private static final String WEAK = "W/";

  private ETag() {}

  /** A version as a tag. */
  static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Whether {@code If-None-Match} names the tag; it compares weakly. */
  static boolean isIn(String ifNoneMatch, String tag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || strong(known).equals(tag));
  }

  private static String strong(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }
}
