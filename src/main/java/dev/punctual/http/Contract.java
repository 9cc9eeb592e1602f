package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.punctual.bus.Json;
import dev.punctual.http.OperationSpec.Location;
import dev.punctual.http.OperationSpec.ParameterSpec;
import dev.punctual.http.OperationSpec.Rate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code openapi.yaml}, loaded once a node: what the router is built from and what requests are
 * validated against.
 *
 * <p>Routing is the Vert.x OpenAPI router's; validation is networknt's, on the same schemas. The
 * router's own validation decodes query values twice, hops to a worker for each request and tells
 * the client the last keyword that failed rather than the place.
 */
public final class Contract {
  private static final String RESOURCE = "/openapi.yaml";
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .pathType(PathType.JSON_POINTER)
                      .formatAssertionsEnabled(true)
                      .locale(Locale.ROOT)
                      .build()));

  private final String text;
  private final JsonNode tree;
  private final OpenAPIContract openApi;
  private final Map<String, OperationSpec> operations = new HashMap<>();

  private Contract(String text, JsonNode tree, OpenAPIContract openApi) {
    this.text = text;
    this.tree = tree;
    this.openApi = openApi;
    for (Operation operation : openApi.operations()) {
      operations.put(operation.getOperationId(), specOf(operation));
    }
  }

  public static Future<Contract> load(Vertx vertx) {
    return vertx
        .executeBlocking(Contract::read)
        .compose(
            text -> {
              JsonNode tree = parse(text);
              return OpenAPIContract.from(vertx, routing(tree), Map.of())
                  .map(openApi -> new Contract(text, tree, openApi));
            });
  }

  private static String read() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the contract is part of the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The part that routing needs: paths, methods and operation ids. The router refuses contracts
   * with media types that it cannot validate itself, such as {@code application/problem+json}.
   */
  private static JsonObject routing(JsonNode tree) {
    ObjectNode skeleton = Json.MAPPER.createObjectNode();
    skeleton.set("openapi", tree.get("openapi"));
    skeleton.set("info", tree.get("info"));
    skeleton.set("servers", tree.get("servers"));
    ObjectNode paths = skeleton.putObject("paths");
    for (Map.Entry<String, JsonNode> path : tree.path("paths").properties()) {
      ObjectNode operations = paths.putObject(path.getKey());
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        JsonNode id = entry.getValue().path("operationId");
        if (id.isTextual()) {
          ObjectNode operation = operations.putObject(entry.getKey());
          operation.set("operationId", id);
          operation.putObject("responses").putObject("default").put("description", "");
        }
      }
    }
    return new JsonObject(skeleton.toString());
  }

  /** The contract as it is served. */
  public String text() {
    return text;
  }

  public OpenAPIContract openApi() {
    return openApi;
  }

  public OperationSpec operation(String id) {
    return Optional.ofNullable(operations.get(id))
        .orElseThrow(() -> new IllegalArgumentException("the contract has no operation " + id));
  }

  public Map<String, OperationSpec> operations() {
    return Map.copyOf(operations);
  }

  /** The methods that a path knows, for {@code Allow}; pages beside the contract are read only. */
  String allowedMethods(String path) {
    Path known = openApi.findPath(path);
    if (known == null) {
      return "GET, HEAD";
    }
    TreeSet<String> methods = new TreeSet<>();
    for (Operation operation : known.getOperations()) {
      methods.add(operation.getHttpMethod().name());
      if (operation(operation.getOperationId()).answersHead()) {
        methods.add("HEAD");
      }
    }
    return String.join(", ", methods);
  }

  /** Compiles a schema that may refer to the contract's components. */
  public Schema schema(JsonNode schema) {
    ObjectNode document = schema.deepCopy();
    document.set("components", tree.get("components"));
    return SCHEMAS.getSchema(document);
  }

  /** Compiles a schema of the contract's components. */
  Schema component(String name) {
    return schema(reference(name));
  }

  private OperationSpec specOf(Operation operation) {
    JsonNode path = tree.path("paths").path(operation.getOpenAPIPath());
    JsonNode node = path.path(operation.getHttpMethod().name().toLowerCase(Locale.ROOT));
    List<ParameterSpec> parameters = new ArrayList<>();
    path.path("parameters").forEach(parameter -> parameters.add(parameterOf(parameter)));
    node.path("parameters").forEach(parameter -> parameters.add(parameterOf(parameter)));
    JsonNode content = resolve(node.path("requestBody")).path("content");
    Map<String, Schema> bodies = new HashMap<>();
    content
        .properties()
        .forEach(type -> bodies.put(type.getKey(), schema(type.getValue().path("schema"))));
    Optional<Schema> rows =
        Optional.of(node.path("x-import-of").asText())
            .filter(name -> !name.isEmpty())
            .map(this::component);
    boolean open = node.path("security").isArray() && node.path("security").isEmpty();
    return new OperationSpec(
        operation.getOperationId(),
        node.path("x-alias-of").asText(operation.getOperationId()),
        operation.getHttpMethod().name(),
        operation.getOpenAPIPath(),
        open,
        operation.getHttpMethod().name().equals("GET") || node.path("x-reads-only").asBoolean(),
        List.copyOf(parameters),
        Map.copyOf(bodies),
        rows,
        node.path("x-body").asText().equals("raw"),
        node.path("x-idempotency").asText().equals("own"),
        node.path("responses").path("200").path("content").has("text/event-stream"),
        Rate.valueOf(node.path("x-rate-limit").asText("key").toUpperCase(Locale.ROOT)));
  }

  private ParameterSpec parameterOf(JsonNode unresolved) {
    JsonNode node = resolve(unresolved);
    JsonNode schema = resolve(node.path("schema"));
    return new ParameterSpec(
        node.path("name").asText(),
        Location.valueOf(node.path("in").asText().toUpperCase(Locale.ROOT)),
        node.path("required").asBoolean(),
        schema.path("type").asText(),
        Optional.ofNullable(schema.get("default")).map(JsonNode::asText),
        schema(schema));
  }

  private static JsonNode reference(String component) {
    return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + component);
  }

  private JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference instanceof MissingNode ? node : tree.at(reference.asText().substring(1));
  }
}
