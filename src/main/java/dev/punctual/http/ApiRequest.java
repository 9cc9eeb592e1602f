package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.http.OperationSpec.Location;
import dev.punctual.http.OperationSpec.ParameterSpec;
import dev.punctual.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request that satisfies the contract.
 *
 * @param parameters path, query and header parameters by name, defaults filled in
 * @param json the body, validated; a missing node if the operation takes none or reads it itself
 * @param body the body as it came
 */
record ApiRequest(
    OperationSpec operation,
    Principal principal,
    Map<String, String> parameters,
    JsonNode json,
    Buffer body,
    HttpServerRequest raw) {

  String tenant() {
    return principal.tenant();
  }

  /** A parameter that the contract requires or gives a default. */
  String require(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("the contract does not guarantee " + name));
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** The query parameters that are known, as the JSON values that they stand for. */
  Map<String, JsonNode> queryValues() {
    Map<String, JsonNode> values = new HashMap<>();
    for (ParameterSpec parameter : operation.parameters()) {
      if (parameter.in() == Location.QUERY) {
        find(parameter.name())
            .ifPresent(
                value -> values.put(parameter.name(), ContractValidator.typed(parameter, value)));
      }
    }
    return values;
  }

  /** The same request with another value of a parameter. */
  ApiRequest with(String parameter, String value) {
    Map<String, String> changed = new HashMap<>(parameters);
    changed.put(parameter, value);
    return new ApiRequest(operation, principal, Map.copyOf(changed), json, body, raw);
  }

  int limit() {
    return Integer.parseInt(require("limit"));
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(require(name));
  }

  <E extends Enum<E>> Optional<E> find(String name, Class<E> type) {
    return find(name).map(value -> Enum.valueOf(type, value));
  }

  Optional<Instant> instant(String name) {
    return find(name)
        .map(
            text ->
                Rfc3339.parse(text)
                    .orElseThrow(
                        () ->
                            ProblemType.PARAMETER_INVALID.because(
                                "The query parameter %s is no instant of RFC 3339."
                                    .formatted(name))));
  }

  Optional<String> cursor() {
    return find("cursor").map(Cursor::decode);
  }

  /** The version that If-Match asks for; {@code *} asks for any. */
  OptionalLong ifMatch() {
    Optional<String> tag = find("If-Match").map(String::strip).filter(text -> !text.equals("*"));
    if (tag.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(tag.get().replaceAll("^\"(.*)\"$", "$1")));
    } catch (NumberFormatException e) {
      throw ProblemType.PRECONDITION_FAILED.because("No version has the ETag " + tag.get() + ".");
    }
  }

  /** A text field of the body, if it is there and not null. */
  Optional<String> text(String field) {
    return Optional.ofNullable(json.get(field))
        .filter(node -> !node.isNull())
        .map(JsonNode::asText);
  }

  String header(String name) {
    return Optional.ofNullable(raw.getHeader(name)).orElse("");
  }
}
