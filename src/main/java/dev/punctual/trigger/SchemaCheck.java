package dev.punctual.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.problem.FieldError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be told of a schema before any payload: that it keeps the rules of its draft, that
 * references lead to places in it and do not go in circles, and that its patterns can be compiled.
 *
 * <p>Walks from schema to schema, so that data such as an {@code enum} is not taken for one. A
 * reference may lead to a place where the draft knows no schema; then the place becomes one and is
 * walked as well.
 */
final class SchemaCheck {
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
  private static final Set<String> ANCHORS = Set.of("$anchor", "$dynamicAnchor");

  private final SchemaDraft draft;
  private final JsonNode root;
  private final SchemaCycles cycles = new SchemaCycles();
  private final Map<String, String> anchors = new HashMap<>();
  private final Deque<Reference> unresolved = new ArrayDeque<>();
  private final List<FieldError> errors = new ArrayList<>();
  private double patternSize;

  private record Reference(String from, ObjectNode schema, String keyword, String to) {}

  private SchemaCheck(SchemaDraft draft, JsonNode root) {
    this.draft = draft;
    this.root = root;
  }

  /**
   * Checks a schema, and takes out of it the ids of itself, which nothing in it can refer to.
   *
   * @param prefix of the pointers to what is wrong
   */
  static List<FieldError> errors(SchemaDraft draft, JsonNode schema, String prefix) {
    SchemaCheck check = new SchemaCheck(draft, schema);
    check.start("", schema);
    while (!check.unresolved.isEmpty()) {
      check.resolve(check.unresolved.remove());
    }
    List<FieldError> found = check.errors.isEmpty() ? check.cycles.errors() : check.errors;
    return found.stream()
        .map(error -> new FieldError(prefix + error.pointer(), error.message()))
        .distinct()
        .limit(ValidationBudget.MAX_ERRORS)
        .toList();
  }

  private void start(String pointer, JsonNode schema) {
    List<FieldError> broken = PayloadSchema.fieldErrors(pointer, draft.validate(schema));
    errors.addAll(broken);
    if (broken.isEmpty()) {
      walk(pointer, schema);
    }
  }

  private void walk(String pointer, JsonNode schema) {
    cycles.add(pointer);
    if (schema instanceof ObjectNode object) {
      checkId(pointer, object);
      object
          .properties()
          .forEach(entry -> keyword(pointer, object, entry.getKey(), entry.getValue()));
    }
  }

  private void keyword(String pointer, ObjectNode schema, String name, JsonNode value) {
    String place = child(pointer, name);
    if (REFERENCES.contains(name) && value.isTextual()) {
      unresolved.add(new Reference(pointer, schema, name, value.textValue()));
    } else if (ANCHORS.contains(name)) {
      anchors.put(value.asText(), pointer);
    } else if (name.equals("$schema")) {
      errors.add(new FieldError(place, "may stand at the root only"));
    } else if (name.equals("pattern")) {
      checkPattern(place, value.asText());
    }
    SchemaKeyword.of(name, draft).ifPresent(keyword -> subschemas(pointer, place, keyword, value));
    if (name.equals("patternProperties")) {
      value.fieldNames().forEachRemaining(regex -> checkPattern(child(place, regex), regex));
    }
  }

  private void subschemas(String parent, String place, SchemaKeyword keyword, JsonNode value) {
    if (value.isObject() && keyword.isMap()) {
      value
          .properties()
          .forEach(
              entry -> subschema(parent, child(place, entry.getKey()), keyword, entry.getValue()));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        subschema(parent, child(place, Integer.toString(i)), keyword, value.get(i));
      }
    } else {
      subschema(parent, place, keyword, value);
    }
  }

  private void subschema(String parent, String place, SchemaKeyword keyword, JsonNode value) {
    if (isSchema(value)) {
      walk(place, value);
      if (keyword.appliesInPlace()) {
        cycles.connect(parent, place);
      }
    }
  }

  /** Before draft 2019-09 an id may be an anchor, and generators write pointers there. */
  private void checkId(String pointer, ObjectNode schema) {
    String keyword = draft.idKeyword();
    String id = schema.path(keyword).asText();
    if (id.startsWith("#") && id.length() > 1 && !id.startsWith("#/")) {
      anchors.put(id.substring(1), pointer);
    } else if (pointer.isEmpty() || id.isEmpty() || id.startsWith("#")) {
      schema.remove(keyword);
    } else {
      errors.add(
          new FieldError(child(pointer, keyword), "may stand at the root only, or begin with #"));
    }
  }

  private void checkPattern(String place, String regex) {
    try {
      patternSize += RegexSize.of(regex);
      if (patternSize > LinearRegex.MAX_SIZE) {
        errors.add(new FieldError(place, "repeats too much, alone or with the patterns before it"));
      } else {
        LinearRegex.of(regex);
      }
    } catch (IllegalArgumentException e) {
      errors.add(new FieldError(place, "is no pattern that RE2 can compile: " + e.getMessage()));
    }
  }

  private void resolve(Reference reference) {
    Optional<String> target = target(reference.to());
    if (target.isEmpty()) {
      String reason =
          reference.to().startsWith("#")
              ? "refers to %s, where there is no schema".formatted(reference.to())
              : "must refer to a place in this schema, beginning with #";
      errors.add(new FieldError(child(reference.from(), reference.keyword()), reason));
      return;
    }
    if (!cycles.knows(target.get())) {
      start(target.get(), root.at(target.get()));
    }
    cycles.connect(reference.from(), target.get());
    // Where anything is percent-encoded, the validator takes a plus for a space.
    reference.schema().put(reference.keyword(), reference.to().replace("+", "%2B"));
  }

  /** The pointer to the schema that a reference leads to. */
  private Optional<String> target(String reference) {
    if (reference.equals("#")) {
      return Optional.of("");
    }
    if (!reference.startsWith("#/")) {
      return reference.startsWith("#")
          ? Optional.ofNullable(anchors.get(reference.substring(1)))
          : Optional.empty();
    }
    try {
      String decoded =
          URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      return Optional.of(decoded).filter(pointer -> isSchema(root.at(pointer)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSchema(JsonNode node) {
    return node.isObject() || node.isBoolean();
  }

  private static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
