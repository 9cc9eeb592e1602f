package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearRegexTest {

  @ParameterizedTest
  @CsvSource({
    "b, abc, true",
    "^b, abc, false",
    "^\\d+$, 42, true",
    "^\\/a\\-b$, /a-b, true",
    "^[\\u00e4-\\u00f6]$, ä, true",
    "^\\\\u0041$, \\u0041, true",
    "^\\u1000{2}$, \u1000\u1000, true",
    "^(?<year>\\d{4})$, 2025, true",
    "^\\p{L}+$, täglich, true",
    "^[[:alpha:]]$, a, true"
  })
  void knowsWhatPatternsUsuallyHold(String regex, String text, boolean matches) {
    assertThat(LinearRegex.of(regex).matches(text)).isEqualTo(matches);
  }

  @Test
  void doesNotTakeALineForTheWholeText() {
    assertThat(LinearRegex.of("^a$").matches("a\n")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=a)",
        "(?<!a)b",
        "(a)\\1",
        "(",
        "[a",
        "a{1001}",
        "\\ud83d\\ude00",
        "\\Q[\\E",
        "((a{1000}){1000}){1000}",
        "[[:alpha:][]((a{1000}){1000}){1000}]",
        "[]]((a{1000}){1000}){1000}",
        "[^]]((a{1000}){1000}){1000}",
        "\\[((a{1000}){1000}){1000}",
        "(((a{0,1000}){0,1000}))",
        "(a{1000,}){1000,}",
        "a{1000}(?i){1000}(?i){1000}",
        "[:-[:alpha:]((a{1000}){1000}){1000}"
      })
  void refusesWhatRe2DoesNotKnowOrWouldUnfoldWithoutEnd(String regex) {
    assertThatThrownBy(() -> LinearRegex.of(regex)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesGroupsThatWouldOverflowTheStack() {
    String deep = "(".repeat(20_000) + ")".repeat(20_000);
    assertThatThrownBy(() -> LinearRegex.of(deep)).hasMessageContaining("nested");
  }

  @Property(tries = 3000)
  void neverThinksAPatternMuchSmallerThanItIs(@ForAll("regexes") String regex) {
    double size;
    int real;
    try {
      size = RegexSize.of(regex);
      real = size > LinearRegex.MAX_SIZE ? 0 : Pattern.compile(regex).programSize();
    } catch (PatternSyntaxException e) {
      return;
    }
    assertThat((double) real).isLessThanOrEqualTo(2 * size + 10);
  }

  @Provide
  Arbitrary<String> regexes() {
    return Arbitraries.of(
            List.of(
                "a",
                "(",
                "(?:",
                ")",
                "[",
                "]",
                "[^",
                "[:alpha:]",
                "[:",
                ":]",
                "{7}",
                "{2,9}",
                "{3,}",
                "{,",
                "*",
                "+",
                "?",
                "|",
                "\\",
                "\\d",
                "\\p{L}",
                "\\x{41}",
                "\\x",
                "{30}",
                "^",
                "$",
                ".",
                "-",
                "(?i)",
                "}",
                "\\]",
                "\\["))
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }
}
