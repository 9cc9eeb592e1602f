package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.punctual.bus.Json;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.ProblemException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas and payloads that want to cost more than they may; without care each takes minutes. */
@Timeout(20)
class PayloadSchemaLimitsTest {
  private static final String TOO_MANY = "takes too many steps to be checked against its schema";
  private static final String TOO_DEEP = "is nested too deep for its schema to be checked";

  @Test
  void boundsTheSizeOfASchema() {
    PayloadSchema.compile(described(64 * 1024));
    assertRefused(described(64 * 1024 + 1), "larger");
  }

  @Test
  void boundsTheDepthOfASchema() {
    PayloadSchema.compile(nested(31));
    assertRefused(nested(32), "deeper");
    assertRefused("[".repeat(60_000), "not JSON");
  }

  @Test
  void boundsTheNumberOfValuesInASchema() {
    PayloadSchema.compile("{\"enum\": [%s]}".formatted(numbers(4998)));
    assertRefused("{\"enum\": [%s]}".formatted(numbers(4999)), "more than 5000");
  }

  @Test
  void boundsAllPatternsTogether() {
    assertRefused(
        "{\"allOf\": [%s]}".formatted(repeated("{\"pattern\": \"a{1000}\"}", 50)), "too much");
  }

  @Test
  void boundsChainsOfReferences() {
    String chain =
        IntStream.range(0, 1500)
            .mapToObj(i -> "\"d%d\": {\"$ref\": \"#/$defs/d%d\"}".formatted(i, i + 1))
            .collect(Collectors.joining(", "));
    assertRefused(
        "{\"$ref\": \"#/$defs/d0\", \"$defs\": {%s, \"d1500\": {}}}".formatted(chain), "chain");
  }

  @Test
  void matchesAPatternInLinearTime() {
    String text = "a".repeat(1_000_000) + "!";
    assertThat(PayloadSchema.compile("{\"pattern\": \"^(a+)+$\"}").validate(new TextNode(text)))
        .hasSize(1);
  }

  @Test
  void boundsTheTimeOfManyPatterns() {
    String schema = "{\"allOf\": [%s]}".formatted(repeated("{\"pattern\": \"^(a+)+$\"}", 1000));
    assertThat(PayloadSchema.compile(schema).validate(new TextNode("a".repeat(1_000_000))))
        .extracting(FieldError::message)
        .containsExactly(TOO_MANY);
  }

  @Test
  void boundsReferencesThatDoubleAtEveryStep() throws JsonProcessingException {
    String doubling =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "\"d%d\": {\"allOf\": [%s]}"
                        .formatted(i, repeated("{\"$ref\": \"#/$defs/d%d\"}".formatted(i + 1), 2)))
            .collect(Collectors.joining(", "));
    assertThat(
            messages(
                "{\"$ref\": \"#/$defs/d0\", \"$defs\": {%s, \"d40\": {}}}".formatted(doubling),
                "1"))
        .containsExactly(TOO_MANY);
  }

  @Test
  void boundsAlternativesThatDoubleAtEveryLevelOfThePayload() throws JsonProcessingException {
    String schema =
        "{\"anyOf\": [%s]}"
            .formatted(
                repeated("{\"properties\": {\"x\": {\"$ref\": \"#\"}}, \"required\": [\"y\"]}", 3));
    assertThat(messages(schema, "{\"x\":".repeat(40) + "1" + "}".repeat(40)))
        .containsExactly(TOO_MANY);
  }

  @Test
  void findsDuplicatesAmongItemsWhoseHashesCollide() throws JsonProcessingException {
    List<String> colliding = List.of("");
    for (int i = 0; i < 15; i++) {
      colliding =
          colliding.stream().flatMap(text -> List.of(text + "Aa", text + "BB").stream()).toList();
    }
    String items = colliding.stream().map(t -> '"' + t + '"').collect(Collectors.joining(","));
    assertThat(messages("{\"uniqueItems\": true}", "[" + items + "]")).isEmpty();
    assertThat(messages("{\"uniqueItems\": true}", "[" + items + "," + items + "]")).hasSize(1);
  }

  @Test
  void boundsWhatIsCountedAgainAndAgain() throws JsonProcessingException {
    String schema = "{\"allOf\": [%s]}".formatted(repeated("{\"uniqueItems\": true}", 1000));
    assertThat(messages(schema, "[" + numbers(50_000) + "]")).containsExactly(TOO_MANY);
  }

  @Test
  void checksAMegabyteOfSmallValues() throws JsonProcessingException {
    String payload = "[" + repeated("1", 500_000) + "]";
    assertThat(messages("{\"items\": {\"type\": \"integer\", \"minimum\": 0}}", payload)).isEmpty();
    assertThat(messages("{\"items\": {\"type\": \"string\"}}", payload)).hasSize(100);
    assertThat(
            messages(
                "{\"anyOf\": [{\"items\": {\"type\": \"null\"}}, {\"items\": {\"type\": \"integer\"}}]}",
                "[" + repeated("1", 100_000) + "]"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.", "-", "/{a", "1:", "%41", "a@", "P1Y"})
  void knowsNoFormatOfHalfAMegabyte(String part) {
    TextNode text = new TextNode(part.repeat(500_000 / part.length()));
    for (String format :
        List.of(
            "email", "hostname", "idn-hostname", "uri", "uri-template", "json-pointer", "regex")) {
      PayloadSchema schema = PayloadSchema.compile("{\"format\": \"%s\"}".formatted(format));
      assertThat(schema.validate(text)).as(format).hasSize(1);
    }
  }

  @Test
  void staysWithinTheStackOfASmallThread() throws InterruptedException {
    AtomicReference<Object> outcome = new AtomicReference<>("nothing");
    Thread small = new Thread(null, () -> outcome.set(deepest()), "small", 512 * 1024);
    small.setUncaughtExceptionHandler((thread, failure) -> outcome.set(failure));
    small.start();
    small.join();
    assertThat(outcome.get()).isEqualTo(List.of(TOO_DEEP, TOO_DEEP));
  }

  private static List<String> deepest() {
    PayloadSchema.compile(nested(31));
    PayloadSchema.compile("{\"pattern\": \"%s\"}".formatted("(".repeat(99) + ")".repeat(99)));
    for (String format : List.of("hostname", "uri-template", "json-pointer", "idn-hostname")) {
      PayloadSchema.compile("{\"format\": \"%s\"}".formatted(format))
          .validate(new TextNode("/a".repeat(250)));
      PayloadSchema.compile("{\"format\": \"%s\"}".formatted(format))
          .validate(new TextNode("a.".repeat(250)));
    }
    String recursive = "{\"items\": {\"allOf\": [{\"anyOf\": [{\"$ref\": \"#\"}]}]}}";
    String unevaluated =
        "{\"properties\": {\"x\": {\"$ref\": \"#\"}}, \"unevaluatedProperties\": false}";
    try {
      return List.of(
          messages(recursive, "[".repeat(900) + "]".repeat(900)).get(0),
          messages(unevaluated, "{\"x\":".repeat(900) + "1" + "}".repeat(900)).get(0));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(String schema, String reason) {
    assertThatThrownBy(() -> PayloadSchema.compile(schema))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("/json_schema")
        .hasMessageContaining(reason);
  }

  private static List<String> messages(String schema, String payload)
      throws JsonProcessingException {
    return PayloadSchema.compile(schema).validate(Json.MAPPER.readTree(payload)).stream()
        .map(FieldError::message)
        .toList();
  }

  private static String described(int bytes) {
    String empty = "{\"description\":\"\"}";
    return "{\"description\":\"%s\"}".formatted("x".repeat(bytes - empty.length()));
  }

  private static String nested(int levels) {
    return "{\"not\":".repeat(levels) + "{}" + "}".repeat(levels);
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static String repeated(String text, int times) {
    return String.join(",", Collections.nCopies(times, text));
  }
}
