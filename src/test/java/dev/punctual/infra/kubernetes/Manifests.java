package dev.punctual.infra.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Kubernetes' objects by their types. A field that a type does not have, or of another type, is not
 * read.
 *
 * @param configMaps their values by the names of the objects
 * @param secrets likewise
 */
record Manifests(
    List<Object> objects,
    Map<String, Map<String, String>> configMaps,
    Map<String, Map<String, String>> secrets) {
  static final Path DIRECTORY = Path.of("infra/kubernetes");
  static final Path BASE = DIRECTORY.resolve("base");
  static final Path LOCAL = DIRECTORY.resolve("local");

  private static final Map<String, List<Object>> READ_BEFORE = new ConcurrentHashMap<>();

  /** It tells at length of fields that it does not find in its own types. */
  private static final Logger PARSER = Logger.getLogger("org.yaml.snakeyaml.introspector");

  static {
    PARSER.setLevel(Level.OFF);
  }

  /**
   * The files of the local overlay and of what it stands on, less its patches.
   *
   * @param edit changes the text of each file first
   */
  static Manifests written(UnaryOperator<String> edit) throws IOException {
    List<Object> objects = new ArrayList<>();
    Map<String, Map<String, String>> configMaps = new HashMap<>();
    Map<String, Map<String, String>> secrets = new HashMap<>();
    for (Path directory : List.of(BASE, LOCAL)) {
      Kustomization kustomization = Kustomization.in(directory, edit);
      for (Path file : kustomization.resources()) {
        objects.addAll(read(edit.apply(Files.readString(file))));
      }
      kustomization
          .generated("configMapGenerator")
          .forEach(
              (name, values) ->
                  configMaps.computeIfAbsent(name, made -> new HashMap<>()).putAll(values));
      secrets.putAll(kustomization.generated("secretGenerator"));
    }
    return new Manifests(objects, configMaps, secrets);
  }

  /** What {@code kubectl kustomize} printed. */
  static Manifests rendered(String yaml) throws IOException {
    List<Object> objects = read(yaml);
    Map<String, Map<String, String>> configMaps = new HashMap<>();
    Map<String, Map<String, String>> secrets = new HashMap<>();
    for (Object object : objects) {
      if (object instanceof V1ConfigMap map) {
        configMaps.put(map.getMetadata().getName(), map.getData());
      } else if (object instanceof V1Secret secret) {
        Map<String, String> values = new HashMap<>();
        secret.getData().forEach((key, value) -> values.put(key, new String(value, UTF_8)));
        secrets.put(secret.getMetadata().getName(), values);
      }
    }
    return new Manifests(objects, configMaps, secrets);
  }

  private static List<Object> read(String yaml) throws IOException {
    List<Object> before = READ_BEFORE.get(yaml);
    if (before != null) {
      return before;
    }
    List<Object> objects = List.copyOf(Yaml.loadAll(yaml));
    READ_BEFORE.put(yaml, objects);
    return objects;
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<Workload> workloads() {
    return Stream.concat(
            all(V1Deployment.class).stream().map(Workload::of),
            all(V1StatefulSet.class).stream().map(Workload::of))
        .toList();
  }

  /** The workloads that run Punctual itself. */
  List<Workload> nodes() {
    return workloads().stream().filter(Workload::isNode).toList();
  }
}
