package dev.punctual.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression becomes when it is compiled, told before it is. RE2 unfolds
 * counted repeats, so {@code ((a{1000}){1000}){1000}} would fill any memory; and it descends into
 * groups, so many of them would overflow the stack.
 *
 * <p>Reads only as much of the syntax as it needs: what is a single atom, what is a group, what is
 * repeated how often. Anything that is not a regular expression is left to the compiler.
 */
final class RegexSize {
  private static final int MAX_NESTING = 100;
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  /** Changes what follows, and is nothing that could be repeated. */
  private static final Pattern FLAGS = Pattern.compile("\\(\\?[a-zA-Z-]+\\)");

  /** A set of characters, at which no range begins. */
  private static final Pattern SET = Pattern.compile("\\\\[dDsSwWpP]");

  /** A Unicode class is a table, large beside an instruction. */
  private static final int UNICODE_CLASS = 100;

  private final String regex;
  private final Matcher repeat;
  private final Deque<Double> outer = new ArrayDeque<>();
  private int position;
  private double before;
  private double last;

  private RegexSize(String regex) {
    this.regex = regex;
    this.repeat = REPEAT.matcher(regex);
  }

  /**
   * The number of instructions, roughly, and never much too small.
   *
   * @throws IllegalArgumentException when groups are nested too deep, or for {@code \Q}
   */
  static double of(String regex) {
    return new RegexSize(regex).measure();
  }

  private double measure() {
    while (position < regex.length()) {
      switch (regex.charAt(position)) {
        case '\\' -> atom(escape());
        case '[' -> atom(bracket());
        case '(' -> {
          if (!flags()) {
            open();
          }
        }
        case ')' -> close();
        case '{' -> repeat();
        case '*', '+', '?' -> {
          last++;
          position++;
        }
        default -> {
          atom(1);
          position++;
        }
      }
    }
    while (!outer.isEmpty()) {
      close();
    }
    return before + last;
  }

  private void atom(double size) {
    before += last;
    last = size;
  }

  /** Passes flags, if they come next: what is repeated after them is what stands before them. */
  private boolean flags() {
    Matcher flags = FLAGS.matcher(regex).region(position, regex.length());
    if (!flags.lookingAt()) {
      return false;
    }
    position = flags.end();
    return true;
  }

  private void open() {
    if (outer.size() == MAX_NESTING) {
      throw new IllegalArgumentException("groups are nested too deep");
    }
    outer.push(before + last);
    before = 0;
    last = 0;
    position++;
  }

  private void close() {
    double group = before + last + 2;
    before = outer.isEmpty() ? 0 : outer.pop();
    last = group;
    position++;
  }

  private void repeat() {
    if (!repeat.region(position, regex.length()).lookingAt()) {
      atom(1);
      position++;
      return;
    }
    String most = repeat.group(2);
    boolean exact = most == null || most.isEmpty();
    last = (last + 1) * Math.max(1, Integer.parseInt(exact ? repeat.group(1) : most));
    position = repeat.end();
  }

  /** Passes an escape; its size. */
  private double escape() {
    char kind = position + 1 < regex.length() ? regex.charAt(position + 1) : '\\';
    if (kind == 'Q') {
      throw new IllegalArgumentException("invalid escape sequence: `\\Q`");
    }
    position += 2;
    if (kind == 'x' && regex.startsWith("{", position)) {
      position = Math.max(position, regex.indexOf('}', position) + 1);
    }
    return kind == 'p' || kind == 'P' ? UNICODE_CLASS : 1;
  }

  /** Passes a class in brackets, in which a bracket may come first or name a class; its size. */
  private double bracket() {
    double size = 1;
    position += regex.startsWith("^", position + 1) ? 2 : 1;
    for (boolean first = true; position < regex.length(); first = false) {
      int named = regex.startsWith("[:", position) ? regex.indexOf(":]", position + 2) : -1;
      if (named >= 0) {
        position = named + 2;
      } else if (!first && regex.startsWith("]", position)) {
        position++;
        break;
      } else {
        size += range();
      }
    }
    return size;
  }

  /** Passes a character of a class, or two with a dash between, whatever they are; their size. */
  private double range() {
    boolean mayBegin = !SET.matcher(regex).region(position, regex.length()).lookingAt();
    double size = character();
    if (mayBegin && regex.startsWith("-", position) && !regex.startsWith("-]", position)) {
      position++;
      size += position < regex.length() ? character() : 0;
    }
    return size;
  }

  private double character() {
    if (regex.charAt(position) == '\\') {
      return escape();
    }
    position++;
    return 0;
  }
}
