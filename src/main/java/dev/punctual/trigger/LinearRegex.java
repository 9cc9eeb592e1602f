package dev.punctual.trigger;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/**
 * Regular expressions that take time linear in the text, whatever they are: RE2's, which knows no
 * look-around and no back-references.
 */
final class LinearRegex implements RegularExpression {
  /** In instructions. */
  static final int MAX_SIZE = 20_000;

  /** Code points as ECMAScript writes them; half a surrogate pair is none. */
  private static final java.util.regex.Pattern CODE_POINT =
      java.util.regex.Pattern.compile(
          "(?<!\\\\)((?:\\\\\\\\)*)\\\\u(?![dD][89a-fA-F])(\\p{XDigit}{4})");

  private final Pattern pattern;

  private LinearRegex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException with the reason, when RE2 does not know it or it is too large
   */
  static LinearRegex of(String regex) {
    if (RegexSize.of(regex) > MAX_SIZE) {
      throw new IllegalArgumentException("repeats too much");
    }
    try {
      return new LinearRegex(Pattern.compile(CODE_POINT.matcher(regex).replaceAll("$1\\\\x{$2}")));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getDescription() + ": `" + e.getPattern() + "`", e);
    }
  }

  /** Whether it is found anywhere in a text. */
  @Override
  public boolean matches(String text) {
    ValidationBudget.spendOnText((long) text.length() * pattern.programSize());
    return pattern.matcher(text).find();
  }
}
