package dev.punctual.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Compose file as Compose reads it where no variable is set. */
public final class Compose {
  private final JsonNode root;

  private Compose(JsonNode root) {
    this.root = root;
  }

  public static Compose read() {
    try {
      // Jackson knows no merge keys (<<).
      Object tree =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(Files.readString(Path.of("docker-compose.yml")));
      return new Compose(new ObjectMapper().valueToTree(tree));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  Map<String, JsonNode> services() {
    Map<String, JsonNode> services = new LinkedHashMap<>();
    root.get("services").properties().forEach(it -> services.put(it.getKey(), it.getValue()));
    return services;
  }

  JsonNode service(String name) {
    return root.at("/services/" + name);
  }

  /** The services that are nodes of Punctual. */
  public Stream<String> nodes() {
    return services().keySet().stream()
        .filter(name -> service(name).path("image").asText().equals("punctual"));
  }

  /** What a service is started with. */
  public List<String> command(String service) {
    return texts(service, "command");
  }

  List<String> texts(String service, String key) {
    return StreamSupport.stream(service(service).path(key).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The variables of a service. */
  public Map<String, String> environment(String service) {
    Map<String, String> variables = new LinkedHashMap<>();
    service(service)
        .path("environment")
        .properties()
        .forEach(it -> variables.put(it.getKey(), withDefaults(it.getValue().asText())));
    return variables;
  }

  private static String withDefaults(String text) {
    return text.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }
}
