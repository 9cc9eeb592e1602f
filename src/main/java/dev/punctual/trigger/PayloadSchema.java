package dev.punctual.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import dev.punctual.bus.Json;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A customer's JSON Schema: what the payloads of an API trigger must satisfy. Whoever wrote it is
 * not trusted: it can load nothing, and what it costs is bounded, to compile as well as to apply.
 *
 * <p>Drafts 4, 6, 7, 2019-09 and 2020-12; formats are asserted; patterns are RE2's. References stay
 * within the schema.
 *
 * <p>Immutable: one may be used by several threads. Both methods compute for up to some seconds in
 * the worst case, so schemas and payloads of strangers do not belong on an event loop.
 */
public final class PayloadSchema {
  private static final String POINTER = "/json_schema";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 5000;
  private static final int MAX_MESSAGE = 300;
  private static final String TOO_LARGE = "holds a number beyond 1.8e308";

  private final Schema schema;

  private PayloadSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Compiles a schema.
   *
   * @throws ProblemException {@code validation_failed}, with pointers under {@code /json_schema}
   */
  public static PayloadSchema compile(String json) {
    JsonNode schema = parse(json);
    SchemaDraft draft = takeDraft(schema);
    List<FieldError> errors = SchemaCheck.errors(draft, schema, POINTER);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
    try {
      return new PayloadSchema(draft.compile(schema));
    } catch (SchemaException e) {
      throw invalid("cannot be compiled: " + e.getMessage()).caused(e);
    }
  }

  private static JsonNode parse(String json) {
    if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw invalid("is larger than %d bytes".formatted(MAX_BYTES));
    }
    JsonNode schema;
    try {
      schema = Json.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw invalid("is not JSON");
    }
    if (!schema.isObject() && !schema.isBoolean()) {
      throw invalid("must be an object or a boolean");
    }
    if (nodes(schema, 1) > MAX_NODES) {
      throw invalid("has more than %d values".formatted(MAX_NODES));
    }
    if (!isFinite(schema)) {
      throw invalid(TOO_LARGE);
    }
    return schema;
  }

  /** Numbers that no double holds became infinite, which the validator's arithmetic fails on. */
  private static boolean isFinite(JsonNode node) {
    if (node.isDouble()) {
      return Double.isFinite(node.doubleValue());
    }
    for (JsonNode child : node) {
      if (!isFinite(child)) {
        return false;
      }
    }
    return true;
  }

  private static int nodes(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      throw invalid("is nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    int nodes = 1;
    for (JsonNode child : node) {
      nodes += nodes(child, depth + 1);
    }
    return nodes;
  }

  /** Takes {@code $schema} out: each draft has many spellings, of which the validator knows one. */
  private static SchemaDraft takeDraft(JsonNode schema) {
    if (!(schema instanceof ObjectNode object) || !object.has("$schema")) {
      return SchemaDraft.DEFAULT;
    }
    return SchemaDraft.named(object.remove("$schema").asText())
        .orElseThrow(
            () ->
                Problem.invalid(
                        POINTER + "/$schema",
                        "must be one of " + String.join(", ", SchemaDraft.ids()))
                    .exception());
  }

  private static ProblemException invalid(String reason) {
    return Problem.invalid(POINTER, reason).exception();
  }

  /**
   * Where a payload breaks the schema, at most 100 places: pointers from the payload's root. A
   * payload that would take too long to check breaks it at the root.
   */
  public List<FieldError> validate(JsonNode payload) {
    if (!isFinite(payload)) {
      return List.of(new FieldError("", TOO_LARGE));
    }
    try {
      return fieldErrors("", ValidationBudget.validate(schema, payload));
    } catch (ValidationBudget.Exceeded e) {
      return List.of(new FieldError("", e.reason()));
    }
  }

  /** The validator's errors, below a pointer. */
  static List<FieldError> fieldErrors(String root, List<Error> errors) {
    return errors.stream()
        .map(error -> fieldError(root, error))
        .distinct()
        .limit(ValidationBudget.MAX_ERRORS)
        .toList();
  }

  /** A missing or unknown property is pointed at itself, not at the object around it. */
  private static FieldError fieldError(String root, Error error) {
    String pointer = root + Objects.toString(error.getInstanceLocation(), "");
    String property = error.getProperty();
    String place =
        property == null || pointer.endsWith("/" + property)
            ? pointer
            : pointer + "/" + property.replace("~", "~0").replace("/", "~1");
    String message = Objects.toString(error.getMessage(), error.getKeyword());
    return new FieldError(
        place,
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…");
  }
}
