package dev.punctual.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** A place in the configuration tree that knows its path, so that every complaint names it. */
record ConfigNode(String path, JsonNode value) {
  static final int LAST_PORT = 65_535;

  ConfigNode at(String key) {
    return new ConfigNode(path.isEmpty() ? key : path + "." + key, value.path(key));
  }

  ConfigException wrong(String expected) {
    return new ConfigException(
        "%s: must be %s, not '%s'".formatted(path, expected, value.asText()));
  }

  String text() {
    if (!value.isValueNode() || value.isNull()) {
      throw wrong("a text");
    }
    return value.asText().strip();
  }

  Optional<String> optionalText() {
    return Optional.of(text()).filter(text -> !text.isEmpty());
  }

  int integer(int least, int most) {
    String expected = "a whole number from %d to %d".formatted(least, most);
    try {
      int number = Integer.parseInt(text());
      if (number < least || number > most) {
        throw wrong(expected);
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(expected);
    }
  }

  /** A port of this machine; 0 has a meaning of its own, which the key says. */
  int port() {
    return integer(0, LAST_PORT);
  }

  double ratio() {
    String expected = "a number from 0 to 1";
    try {
      double number = Double.parseDouble(text());
      if (!(number >= 0 && number <= 1)) {
        throw wrong(expected);
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(expected);
    }
  }

  /** YAML reads a bare {@code off} as the boolean false. */
  boolean isOff() {
    return text().equalsIgnoreCase("off") || text().equalsIgnoreCase("false");
  }

  OptionalInt integerOrOff(int least, int most) {
    if (isOff()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(integer(least, most));
    } catch (ConfigException e) {
      throw wrong("a whole number from %d to %d, or off".formatted(least, most));
    }
  }

  boolean flag() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw wrong("true or false");
    };
  }

  Duration duration() {
    try {
      Duration duration = Duration.parse(text());
      if (duration.isNegative() || duration.isZero()) {
        throw wrong("a duration greater than zero");
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw wrong("a duration such as PT30S");
    }
  }

  Optional<URI> url(String... schemes) {
    return optionalText()
        .map(
            text -> {
              String expected = "a URL beginning with " + String.join(":// or ", schemes) + "://";
              try {
                URI uri = new URI(text);
                if (!Arrays.asList(schemes).contains(uri.getScheme()) || uri.getHost() == null) {
                  throw new ConfigException(path + ": must be " + expected);
                }
                return uri;
              } catch (URISyntaxException e) {
                // The text is not repeated: it may hold a password.
                throw new ConfigException(path + ": must be " + expected);
              }
            });
  }

  String hostAndPort() {
    String text = text();
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[1-9][0-9]{0,4}")) {
      throw wrong("a host and a port such as 10.20.0.5:5701");
    }
    return text;
  }

  /** A list, or one text with commas as the environment gives it. */
  <T> List<T> list(Function<ConfigNode, T> element) {
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(item -> element.apply(new ConfigNode(path + "[]", item)))
          .toList();
    }
    return Arrays.stream(text().split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(
            part ->
                element.apply(
                    new ConfigNode(
                        path, com.fasterxml.jackson.databind.node.TextNode.valueOf(part))))
        .toList();
  }
}
