package dev.punctual.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The blueprint of the free tier. */
public record Blueprint(JsonNode root) {

  public static Blueprint read() {
    try {
      return new Blueprint(new YAMLMapper().readTree(Path.of("render.yaml").toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode service() {
    return root.at("/services/0");
  }

  /** The variables that it sets to a value; others are made or asked for. */
  public Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    for (JsonNode variable : service().get("envVars")) {
      if (variable.has("value")) {
        values.put(variable.get("key").asText(), variable.get("value").asText());
      }
    }
    return values;
  }
}
