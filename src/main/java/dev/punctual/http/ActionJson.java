package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import dev.punctual.trigger.domain.ActionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Actions as JSON. */
final class ActionJson {
  private static final String DEFAULT_URL = "https://httpbin.org/status/200";
  private static final String DEFAULT_COUNTER = "default";
  private static final Duration SHORTEST_SLEEP = Duration.ofNanos(1);
  private static final Duration DEFAULT_SLEEP = Duration.ofSeconds(2);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  /** Whole numbers up to it are exact in every JSON library: 2^53. */
  private static final long EXACT = 1L << 53;

  private static final int HEADER_BYTES = 8_192;

  /** RFC 9110, sections 5.1 and 5.5, less the obsolete octets beyond ASCII. */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern HEADER_VALUE = Pattern.compile("([!-~]([ \\t!-~]*[!-~])?)?");

  private static final Map<ActionSpec.Type, List<String>> FIELDS =
      Map.of(
          ActionSpec.Type.HTTP, List.of("method", "url", "headers"),
          ActionSpec.Type.SLEEP, List.of("duration"),
          ActionSpec.Type.COUNTER, List.of("counter", "by"),
          ActionSpec.Type.LOG, List.of(),
          ActionSpec.Type.CALL, List.of());

  private ActionJson() {}

  static ActionSpec read(JsonFields fields) {
    ActionSpec.Type type =
        fields
            .text("type")
            .map(text -> ActionSpec.Type.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElseThrow();
    refuseFieldsOfOthers(type, fields);
    return switch (type) {
      case HTTP -> http(fields);
      case SLEEP ->
          ActionSpec.sleep(
              fields.duration("duration", SHORTEST_SLEEP, LONGEST_SLEEP).orElse(DEFAULT_SLEEP));
      case COUNTER ->
          ActionSpec.count(
              fields.text("counter").orElse(DEFAULT_COUNTER),
              fields.integer("by", -EXACT, EXACT).orElse(1L));
      case LOG -> ActionSpec.log();
      case CALL ->
          throw new IllegalStateException("the contract lets nobody make a call of a trigger");
    };
  }

  private static void refuseFieldsOfOthers(ActionSpec.Type type, JsonFields fields) {
    FIELDS.forEach(
        (other, names) -> {
          if (other != type) {
            names.stream()
                .filter(fields::has)
                .forEach(name -> fields.refuse(name, "goes with the type " + label(other)));
          }
        });
  }

  private static ActionSpec http(JsonFields fields) {
    Optional<String> url = fields.text("url");
    String usualMethod = url.isPresent() ? "POST" : "GET";
    return ActionSpec.http(
        fields.text("method").orElse(usualMethod), url.orElse(DEFAULT_URL), headers(fields));
  }

  private static Map<String, String> headers(JsonFields fields) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int bytes = 0;
    Optional<JsonNode> given = fields.value("headers");
    for (Map.Entry<String, JsonNode> header :
        given.map(JsonNode::properties).orElseGet(java.util.Set::of)) {
      String name = header.getKey();
      String value = header.getValue().asText();
      bytes += name.length() + value.length();
      String problem = problemOf(name, value, headers);
      if (!problem.isEmpty()) {
        fields.object("headers").refuse(escaped(name), problem);
      }
      headers.put(name, value);
    }
    if (bytes > HEADER_BYTES) {
      fields.refuse("headers", "must not be longer than %d bytes in all".formatted(HEADER_BYTES));
    }
    return headers;
  }

  private static String problemOf(String name, String value, Map<String, String> before) {
    if (!HEADER_NAME.matcher(name).matches()) {
      return "is no name of a header";
    }
    if (before.containsKey(name)) {
      return "is there twice, in upper and lower case";
    }
    return HEADER_VALUE.matcher(value).matches()
        ? ""
        : "must be printable ASCII without space around it";
  }

  /** As a part of a JSON Pointer (RFC 6901, section 3). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  static ObjectNode write(ActionSpec action) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("type", label(action.type()));
    switch (action.type()) {
      case HTTP -> {
        action.method().ifPresent(method -> json.put("method", method));
        action.url().ifPresent(url -> json.put("url", url));
        if (!action.headers().isEmpty()) {
          ObjectNode headers = json.putObject("headers");
          new TreeMap<>(action.headers()).forEach(headers::put);
        }
      }
      case SLEEP -> action.duration().ifPresent(time -> json.put("duration", time.toString()));
      case COUNTER -> {
        action.counter().ifPresent(counter -> json.put("counter", counter));
        json.put("by", action.by());
      }
      case LOG, CALL -> {}
    }
    return json;
  }

  private static String label(ActionSpec.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
