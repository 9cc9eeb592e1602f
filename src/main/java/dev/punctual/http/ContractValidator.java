package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.punctual.http.OperationSpec.ParameterSpec;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds requests against the contract. */
final class ContractValidator {
  private static final int MAX_ERRORS = 100;
  private static final String JSON_TYPE = "application/json";

  private ContractValidator() {}

  /**
   * The parameters by name, defaults filled in.
   *
   * @throws dev.punctual.problem.ProblemException {@code parameter_invalid} or {@code
   *     header_invalid}
   */
  static Map<String, String> parameters(OperationSpec operation, RoutingContext context) {
    if (!operation.readsOnly() && !operation.open()) {
      refuseUnknown(operation, context.queryParams().names());
    }
    Map<String, String> values = new HashMap<>();
    for (ParameterSpec parameter : operation.parameters()) {
      Optional<String> given = given(parameter, context);
      given.ifPresent(value -> check(parameter, value));
      if (given.isEmpty() && parameter.required()) {
        throw invalid(parameter, "is required");
      }
      given.or(parameter::fallback).ifPresent(value -> values.put(parameter.name(), value));
    }
    return values;
  }

  /** Who misspells a parameter, or puts it in the wrong place, must not change more than meant. */
  private static void refuseUnknown(OperationSpec operation, Set<String> given) {
    Set<String> known =
        operation.parameters().stream()
            .filter(parameter -> parameter.in() == OperationSpec.Location.QUERY)
            .map(ParameterSpec::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw ProblemType.PARAMETER_INVALID.because(
          "There is no query parameter %s here; %s."
              .formatted(String.join(", ", unknown), placeOf(operation, known)));
    }
  }

  private static String placeOf(OperationSpec operation, Set<String> known) {
    if (!known.isEmpty()) {
      return "there is " + String.join(", ", known);
    }
    return operation.bodies().isEmpty()
        ? "this operation takes none"
        : "what this operation is told belongs in the body";
  }

  private static Optional<String> given(ParameterSpec parameter, RoutingContext context) {
    return Optional.ofNullable(
        switch (parameter.in()) {
          case PATH -> context.pathParam(parameter.name());
          case QUERY -> context.queryParams().get(parameter.name());
          case HEADER -> context.request().getHeader(parameter.name());
          case COOKIE -> null;
        });
  }

  private static void check(ParameterSpec parameter, String value) {
    List<Error> errors = parameter.schema().validate(typed(parameter, value));
    if (!errors.isEmpty()) {
      throw invalid(parameter, errors.get(0).getMessage());
    }
  }

  static JsonNode typed(ParameterSpec parameter, String value) {
    return switch (parameter.type()) {
      case "integer" -> {
        try {
          yield IntNode.valueOf(Integer.parseInt(value));
        } catch (NumberFormatException e) {
          throw invalid(parameter, "must be a whole number");
        }
      }
      case "boolean" ->
          switch (value) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw invalid(parameter, "must be true or false");
          };
      default -> TextNode.valueOf(value);
    };
  }

  private static dev.punctual.problem.ProblemException invalid(
      ParameterSpec parameter, String reason) {
    boolean header = parameter.in() == OperationSpec.Location.HEADER;
    ProblemType type = header ? ProblemType.HEADER_INVALID : ProblemType.PARAMETER_INVALID;
    return type.because(
        "The %s parameter %s %s."
            .formatted(parameter.in().name().toLowerCase(Locale.ROOT), parameter.name(), reason));
  }

  /** The schema for the media type that the client names. */
  static Schema bodySchema(OperationSpec operation, Optional<String> contentType) {
    String type =
        contentType
            .map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .filter(value -> !value.isEmpty())
            .orElse(JSON_TYPE);
    return Optional.ofNullable(operation.bodies().get(type))
        .orElseThrow(
            () ->
                ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
                    "Send %s, not %s."
                        .formatted(String.join(" or ", operation.bodies().keySet()), type)));
  }

  /** Refuses a body that breaks its schema, naming every place. */
  static void requireValid(Schema schema, JsonNode body) {
    List<FieldError> errors = errors(schema, body).limit(MAX_ERRORS).toList();
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
  }

  static Stream<FieldError> errors(Schema schema, JsonNode value) {
    return schema.validate(value).stream().map(ContractValidator::fieldError).distinct();
  }

  /** A missing or unknown property is pointed at itself, not at the object around it. */
  private static FieldError fieldError(Error error) {
    String pointer = Objects.toString(error.getInstanceLocation(), "");
    String property = error.getProperty();
    String place =
        property == null || pointer.endsWith("/" + property)
            ? pointer
            : pointer + "/" + property.replace("~", "~0").replace("/", "~1");
    return new FieldError(place, Objects.toString(error.getMessage(), error.getKeyword()));
  }
}
