package dev.punctual.trigger;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keywords of JSON Schema that hold schemas. */
enum SchemaKeyword {
  ADDITIONAL_ITEMS("additionalItems", Applies.DEEPER, SchemaDraft.DRAFT_4),
  ADDITIONAL_PROPERTIES("additionalProperties", Applies.DEEPER, SchemaDraft.DRAFT_4),
  ALL_OF("allOf", Applies.IN_PLACE, SchemaDraft.DRAFT_4),
  ANY_OF("anyOf", Applies.IN_PLACE, SchemaDraft.DRAFT_4),
  CONTAINS("contains", Applies.DEEPER, SchemaDraft.DRAFT_6),
  CONTENT_SCHEMA("contentSchema", Applies.NOWHERE, SchemaDraft.DRAFT_2019_09),
  DEFINITIONS("definitions", Applies.NOWHERE, SchemaDraft.DRAFT_4),
  DEFS("$defs", Applies.NOWHERE, SchemaDraft.DRAFT_2019_09),
  DEPENDENCIES("dependencies", Applies.IN_PLACE, SchemaDraft.DRAFT_4),
  DEPENDENT_SCHEMAS("dependentSchemas", Applies.IN_PLACE, SchemaDraft.DRAFT_2019_09),
  ELSE("else", Applies.IN_PLACE, SchemaDraft.DRAFT_7),
  IF("if", Applies.IN_PLACE, SchemaDraft.DRAFT_7),
  ITEMS("items", Applies.DEEPER, SchemaDraft.DRAFT_4),
  NOT("not", Applies.IN_PLACE, SchemaDraft.DRAFT_4),
  ONE_OF("oneOf", Applies.IN_PLACE, SchemaDraft.DRAFT_4),
  PATTERN_PROPERTIES("patternProperties", Applies.DEEPER, SchemaDraft.DRAFT_4),
  PREFIX_ITEMS("prefixItems", Applies.DEEPER, SchemaDraft.DRAFT_2020_12),
  PROPERTIES("properties", Applies.DEEPER, SchemaDraft.DRAFT_4),
  PROPERTY_NAMES("propertyNames", Applies.DEEPER, SchemaDraft.DRAFT_6),
  THEN("then", Applies.IN_PLACE, SchemaDraft.DRAFT_7),
  UNEVALUATED_ITEMS("unevaluatedItems", Applies.DEEPER, SchemaDraft.DRAFT_2019_09),
  UNEVALUATED_PROPERTIES("unevaluatedProperties", Applies.DEEPER, SchemaDraft.DRAFT_2019_09);

  /** To what the schemas of a keyword apply. */
  private enum Applies {
    /** To the same value as the schema around them. */
    IN_PLACE,
    /** To something inside that value. */
    DEEPER,
    /** To nothing, until something refers to them. */
    NOWHERE
  }

  private static final Map<String, SchemaKeyword> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(keyword -> keyword.name, Function.identity()));

  private final String name;
  private final Applies applies;
  private final SchemaDraft since;

  SchemaKeyword(String name, Applies applies, SchemaDraft since) {
    this.name = name;
    this.applies = applies;
    this.since = since;
  }

  static Optional<SchemaKeyword> of(String name, SchemaDraft draft) {
    return Optional.ofNullable(BY_NAME.get(name)).filter(found -> !draft.isBefore(found.since));
  }

  boolean appliesInPlace() {
    return applies == Applies.IN_PLACE;
  }

  /** Whether its value maps names to schemas; otherwise it is a schema or an array of them. */
  boolean isMap() {
    return switch (this) {
      case DEFINITIONS, DEFS, DEPENDENCIES, DEPENDENT_SCHEMAS, PATTERN_PROPERTIES, PROPERTIES ->
          true;
      default -> false;
    };
  }
}
