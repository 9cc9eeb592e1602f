package dev.punctual.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.punctual.bus.Json;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSchemaTest {
  private static final String DRAFT_4 = "'$schema': 'http://json-schema.org/draft-04/schema#'";
  private static final String DRAFT_6 = "'$schema': 'http://json-schema.org/draft-06/schema#'";
  private static final String DRAFT_7 = "'$schema': 'http://json-schema.org/draft-07/schema#'";
  private static final String DRAFT_2019 =
      "'$schema': 'https://json-schema.org/draft/2019-09/schema'";
  private static final String DRAFT_2020 =
      "'$schema': 'https://json-schema.org/draft/2020-12/schema'";

  /** A schema, a payload that satisfies it, one that does not, and where. */
  static Stream<Arguments> schemas() {
    return Stream.of(
        arguments("{'type': 'object', 'required': ['a']}", "{'a': 1}", "{}", "/a"),
        arguments("{'properties': {'a': {'type': 'string'}}}", "{'a': ''}", "{'a': 1}", "/a"),
        arguments("{'additionalProperties': false}", "{}", "{'x/~y': 1}", "/x~1~0y"),
        arguments("{'items': {'minimum': 2}}", "[2]", "[2, 1]", "/1"),
        arguments("true", "1", null, null),
        arguments("false", null, "1", ""),
        arguments("{'pattern': '^\\\\d{3}$'}", "'123'", "'123x'", ""),
        arguments("{'pattern': 'b'}", "'abc'", "'ac'", ""),
        arguments(
            "{'patternProperties': {'^x': {'type': 'null'}}}", "{'x': null}", "{'x': 1}", "/x"),
        arguments("{'format': 'date'}", "'2025-06-01'", "'2025-06-31'", ""),
        arguments("{'format': 'uuid'}", "'01972b5c-ee7b-700f-8702-e5773bf0cdcc'", "'x'", ""),
        arguments(
            "{'uniqueItems': true}",
            "[1, '1', [1], {'a': 1}]",
            "[{'a': 1, 'b': 2}, {'b': 2.0, 'a': 1}]",
            ""),
        arguments("{'uniqueItems': false}", "[1, 1]", null, null),
        arguments(
            "{'enum': [{'$ref': 'http://example.com'}]}",
            "{'$ref': 'http://example.com'}",
            "1",
            ""),
        arguments(
            "{'properties': {'$ref': {'type': 'string'}, '$schema': {}}}",
            "{'$ref': ''}",
            "{'$ref': 1}",
            "/$ref"),
        arguments("{'$ref': '#/$defs/a', '$defs': {'a': {'type': 'null'}}}", "null", "1", ""),
        arguments(
            "{'items': {'$ref': '#x'}, '$defs': {'a': {'$anchor': 'x', 'const': 1}}}",
            "[1]",
            "[2]",
            "/0"),
        arguments(
            "{'properties': {'a': {'$ref': '#'}, 'v': {'const': 1}}}",
            "{'a': {'a': {'v': 1}}}",
            "{'a': {'v': 2}}",
            "/a/v"),
        arguments(
            "{'$dynamicAnchor': 'n', 'items': {'$dynamicRef': '#n'}, 'type': 'array'}",
            "[[]]",
            "[[1]]",
            "/0/0"),
        arguments(
            "{'$id': 'https://example.com/a', 'items': {'$ref': '#/$defs/b'}, '$defs': {'b': {'const': 1}}}",
            "[1]",
            "[2]",
            "/0"),
        arguments("{" + DRAFT_4 + ", 'minimum': 1, 'exclusiveMinimum': true}", "2", "1", ""),
        arguments(
            "{"
                + DRAFT_4
                + ", 'id': 'http://a/b', 'items': {'$ref': '#x'}, 'definitions': {'a': {'id': '#x', 'enum': [1]}}}",
            "[1]",
            "[2]",
            "/0"),
        arguments(
            "{" + DRAFT_6 + ", 'exclusiveMinimum': 1, 'propertyNames': {'maxLength': 1}}",
            "2",
            "1",
            ""),
        arguments(
            "{" + DRAFT_7 + ", 'if': {'type': 'string'}, 'then': {'maxLength': 1}}",
            "'a'",
            "'ab'",
            ""),
        arguments(
            "{"
                + DRAFT_7
                + ", '$id': 'http://a/b', 'properties': {'a': {'$id': '#/properties/a', 'const': 1}}}",
            "{'a': 1}",
            "{'a': 2}",
            "/a"),
        arguments("{" + DRAFT_7 + ", 'items': [{'const': 1}], 'format': 'x'}", "[1]", "[2]", "/0"),
        arguments(
            "{"
                + DRAFT_2019
                + ", '$recursiveAnchor': true, 'items': {'$recursiveRef': '#'}, 'type': 'array'}",
            "[[]]",
            "[1]",
            "/0"),
        arguments(
            "{" + DRAFT_2019 + ", 'dependentRequired': {'a': ['b']}}",
            "{'a': 1, 'b': 1}",
            "{'a': 1}",
            "/a"),
        arguments(
            "{" + DRAFT_2020 + ", 'prefixItems': [{'const': 1}], 'items': false}",
            "[1]",
            "[1, 2]",
            ""),
        arguments(
            "{"
                + DRAFT_2020
                + ", 'allOf': [{'properties': {'a': {}}}], 'unevaluatedProperties': false}",
            "{'a': 1}",
            "{'b': 1}",
            "/b"),
        arguments(
            "{'$schema': 'https://json-schema.org/draft-07/schema', 'const': 1}", "1", "2", ""));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void acceptsWhatSatisfiesItAndPointsAtWhatDoesNot(
      String schema, String good, String bad, String pointer) throws JsonProcessingException {
    PayloadSchema compiled = PayloadSchema.compile(json(schema));
    if (good != null) {
      assertThat(validate(compiled, good)).isEmpty();
    }
    if (bad != null) {
      assertThat(validate(compiled, bad)).extracting(FieldError::pointer).contains(pointer);
      assertThat(validate(compiled, bad)).extracting(FieldError::message).doesNotContain("");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b; a~1b",
        "a~b; a~0b",
        "a%b; a%25b",
        "a+b; a+b",
        "a+%; a+%25",
        "a b; a%20b",
        "ä; ä",
        "ä; %C3%A4",
        "01; 01",
        "1; 1",
        "; ",
        "~1; ~01",
        "a#b; a%23b",
        "a\"b; a%22b"
      })
  void followsAReferenceHoweverTheNameIsWritten(String nameAndReference) {
    String[] pair = nameAndReference.split("; ", 2);
    JsonObject schema =
        new JsonObject()
            .put("$ref", "#/$defs/" + pair[1])
            .put("$defs", new JsonObject().put(pair[0], new JsonObject().put("const", 1)));
    PayloadSchema compiled = PayloadSchema.compile(schema.encode());
    assertThat(compiled.validate(IntNode.valueOf(1))).isEmpty();
    assertThat(compiled.validate(IntNode.valueOf(2))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{; ",
        "1; ",
        "[]; ",
        "{} {}; ",
        "; ",
        "{'type': 'strnig'}; /type",
        "{'minimum': 'x'}; /minimum",
        "{'minimum': 1e400}; ",
        "{'properties': {'a': {'minLength': -1}}}; /properties/a/minLength",
        "{'items': [{}]}; /items",
        "{'$ref': 5}; /$ref",
        "{'$schema': 5}; /$schema",
        "{'$schema': 'http://127.0.0.1:1/schema'}; /$schema",
        "{'$schema': 'https://json-schema.org/draft-03/schema'}; /$schema",
        "{'not': {'$schema': 'https://json-schema.org/draft/2020-12/schema'}}; /not/$schema",
        "{'properties': {'a': {'$id': 'http://127.0.0.1:1/x'}}}; /properties/a/$id",
        "{'$ref': 'http://127.0.0.1:1/x'}; /$ref",
        "{'$ref': 'file:///etc/passwd'}; /$ref",
        "{'$ref': 'classpath:/draft/2020-12/schema'}; /$ref",
        "{'$ref': 'https://json-schema.org/draft/2020-12/schema'}; /$ref",
        "{'$id': 'http://127.0.0.1:1/', '$ref': 'x#/a'}; /$ref",
        "{'$dynamicRef': 'x#a'}; /$dynamicRef",
        "{'allOf': [{'$ref': '#/nowhere'}]}; /allOf/0/$ref",
        "{'$ref': '#nowhere'}; /$ref",
        "{'$ref': '#/%'}; /$ref",
        "{'$ref': '#/$comment', '$comment': 'x'}; /$ref",
        "{'items': {'$ref': '#/x'}, 'x': {'type': 7}}; /x/type",
        "{'pattern': '(?=a)'}; /pattern",
        "{'pattern': '('}; /pattern",
        "{'pattern': '((a{1000}){1000}){1000}'}; /pattern",
        "{'patternProperties': {'(a)\\\\1': {}}}; /patternProperties/(a)\\1",
        "{'$ref': '#'}; ",
        "{'$dynamicRef': '#a', '$dynamicAnchor': 'a'}; ",
        "{'not': {'not': {'$ref': '#'}}}; ",
        "{'$ref': '#/$defs/a', '$defs': {'a': {'allOf': [{'$ref': '#/$defs/b'}]}, 'b': {'if': {'$ref': '#/$defs/a'}}}}; /$defs/a",
        "{'$schema': 'http://json-schema.org/draft-04/schema#', 'exclusiveMinimum': 1}; /exclusiveMinimum",
        "{'$schema': 'http://json-schema.org/draft-06/schema#', 'contains': 1}; /contains",
        "{'$schema': 'http://json-schema.org/draft-07/schema#', 'if': 1}; /if",
        "{'$schema': 'https://json-schema.org/draft/2019-09/schema', '$defs': 1}; /$defs",
      })
  void refusesASchemaThatIsNoneOrLeadsElsewhereOrNowhere(String schema, String pointer) {
    String text = schema == null ? "" : json(schema);
    String place = "/json_schema" + (pointer == null ? "" : pointer);
    ProblemException refusal = refusal(text);
    assertThat(refusal.type()).isEqualTo(ProblemType.VALIDATION_FAILED);
    assertThat(refusal.problem().errors()).extracting(FieldError::pointer).contains(place);
  }

  @Test
  void namesThePatternThatCannotBeCompiledAndWhy() {
    assertThat(refusal("{\"properties\": {\"a\": {\"pattern\": \"^(?!x)\"}}}").problem().errors())
        .containsExactly(
            new FieldError(
                "/json_schema/properties/a/pattern",
                "is no pattern that RE2 can compile: invalid or unsupported Perl syntax: `(?!`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "[1, -1e400]", "{'a': 1e400}"})
  void refusesNumbersThatNoDoubleHolds(String payload) throws JsonProcessingException {
    PayloadSchema schema = PayloadSchema.compile("{\"enum\": [1], \"multipleOf\": 0.1}");
    assertThat(validate(schema, payload)).hasSize(1);
  }

  @Test
  void tellsAtMostAHundredErrorsAndNoneAtLength() throws JsonProcessingException {
    PayloadSchema schema =
        PayloadSchema.compile(json("{'items': {'enum': ['%s']}}".formatted("x".repeat(60_000))));
    List<FieldError> errors = validate(schema, Collections.nCopies(1000, 1).toString());
    assertThat(errors).hasSize(100).allMatch(error -> error.message().length() <= 300);
  }

  @Test
  void servesSeveralThreads() throws Exception {
    PayloadSchema schema =
        PayloadSchema.compile(
            json(
                "{'$ref': '#/$defs/tree', '$defs': {'tree': {'properties': {'v': {'pattern': '^a+$'},"
                    + " 'next': {'$ref': '#/$defs/tree'}}}}}"));
    Callable<List<FieldError>> right = () -> validate(schema, "{'next': {'v': 'aaa'}}");
    Callable<List<FieldError>> wrong = () -> validate(schema, "{'next': {'v': 'b'}}");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 200; round++) {
        for (Future<List<FieldError>> done :
            threads.invokeAll(List.of(right, wrong, right, wrong))) {
          assertThat(done.get()).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(threads.submit(wrong).get())
            .extracting(FieldError::pointer)
            .containsExactly("/next/v");
        assertThat(threads.submit(right).get()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static ProblemException refusal(String schema) {
    return catchThrowableOfType(ProblemException.class, () -> PayloadSchema.compile(schema));
  }

  private static List<FieldError> validate(PayloadSchema schema, String payload)
      throws JsonProcessingException {
    return schema.validate(Json.MAPPER.readTree(json(payload)));
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }
}
