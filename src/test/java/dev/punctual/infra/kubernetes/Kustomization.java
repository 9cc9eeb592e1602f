package dev.punctual.infra.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A {@code kustomization.yaml}, as far as the tests follow it. */
record Kustomization(Path directory, JsonNode content) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Reads one.
   *
   * @param edit changes its text first
   */
  static Kustomization in(Path directory, UnaryOperator<String> edit) throws IOException {
    String text = edit.apply(Files.readString(directory.resolve("kustomization.yaml")));
    return new Kustomization(directory, YAML.readTree(text));
  }

  /** The files with whole objects. */
  List<Path> resources() {
    List<Path> files = new ArrayList<>();
    for (JsonNode resource : content.path("resources")) {
      if (!resource.asText().startsWith("..")) {
        files.add(directory.resolve(resource.asText()));
      }
    }
    return files;
  }

  /** The files with parts of objects. */
  List<Path> patches() {
    List<Path> files = new ArrayList<>();
    for (JsonNode patch : content.path("patches")) {
      if (patch.has("path")) {
        files.add(directory.resolve(patch.get("path").asText()));
      }
    }
    return files;
  }

  /**
   * What {@code configMapGenerator} or {@code secretGenerator} makes, by the names of the objects.
   */
  Map<String, Map<String, String>> generated(String generator) {
    Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    for (JsonNode entry : content.path(generator)) {
      Map<String, String> values = new LinkedHashMap<>();
      for (JsonNode literal : entry.path("literals")) {
        String[] pair = literal.asText().split("=", 2);
        values.put(pair[0], pair[1]);
      }
      objects.put(entry.get("name").asText(), values);
    }
    return objects;
  }
}
