package dev.punctual.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.resource.SchemaLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The drafts of JSON Schema that a customer's schema may be written in, oldest first. */
enum SchemaDraft {
  DRAFT_4,
  DRAFT_6,
  DRAFT_7,
  DRAFT_2019_09,
  DRAFT_2020_12;

  /** What a schema without {@code $schema} is written in. */
  static final SchemaDraft DEFAULT = DRAFT_2020_12;

  private static final String META_SCHEMAS = "://json-schema.org/draft";

  private static final SchemaLoader NOTHING = SchemaLoader.builder().allow(iri -> false).build();

  /** What comes with the library; it looks for all else in vain. */
  private static final SchemaLoader BUNDLED =
      SchemaLoader.builder().allow(iri -> iri.toString().contains(META_SCHEMAS)).build();

  /** Without formats: patterns and references are checked closer than a format would. */
  private static final SchemaRegistryConfig META_CONFIG =
      SchemaRegistryConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .formatAssertionsEnabled(false)
          .locale(Locale.ROOT)
          .build();

  /** References are followed when a payload needs them, which bounds how deep that goes. */
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .formatAssertionsEnabled(true)
          .locale(Locale.ROOT)
          .regularExpressionFactory(LinearRegex::of)
          .preloadSchema(false)
          .build();

  private static final SchemaRegistry META_REGISTRY =
      SchemaRegistry.withDialects(
          Arrays.stream(values()).map(SchemaDraft::dialect).toList(),
          builder -> builder.schemaLoader(BUNDLED).schemaRegistryConfig(META_CONFIG));

  private Dialect dialect() {
    return switch (this) {
      case DRAFT_4 -> Dialects.getDraft4();
      case DRAFT_6 -> Dialects.getDraft6();
      case DRAFT_7 -> Dialects.getDraft7();
      case DRAFT_2019_09 -> Dialects.getDraft201909();
      case DRAFT_2020_12 -> Dialects.getDraft202012();
    };
  }

  /** The draft that {@code $schema} names. */
  static Optional<SchemaDraft> named(String id) {
    return Arrays.stream(values())
        .filter(draft -> normal(draft.dialect().getId()).equals(normal(id)))
        .findFirst();
  }

  private static String normal(String id) {
    return id.replaceFirst("^https://", "http://").replaceFirst("#$", "");
  }

  /** How {@code $schema} may name them. */
  static List<String> ids() {
    return Arrays.stream(values()).map(draft -> draft.dialect().getId()).toList();
  }

  boolean isBefore(SchemaDraft other) {
    return compareTo(other) < 0;
  }

  String idKeyword() {
    return dialect().getIdKeyword();
  }

  /** Where a schema breaks the rules for schemas. */
  List<Error> validate(JsonNode schema) {
    return META_REGISTRY.getSchema(SchemaLocation.of(dialect().getId())).validate(schema);
  }

  /** Compiles a schema on its own: it shares nothing with others and can load nothing. */
  Schema compile(JsonNode schema) {
    Dialect bounded =
        Dialect.builder(dialect())
            .formats(formats -> formats.replaceAll((name, format) -> new BoundedFormat(format)))
            .keyword(new UniqueItems())
            .build();
    return SchemaRegistry.withDialect(
            bounded, builder -> builder.schemaLoader(NOTHING).schemaRegistryConfig(CONFIG))
        .getSchema(schema);
  }
}
