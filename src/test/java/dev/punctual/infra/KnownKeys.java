package dev.punctual.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The variables that the server reads; it leaves others alone, so a misspelt one does nothing. */
final class KnownKeys {
  private KnownKeys() {}

  static Set<String> variables() {
    try {
      Set<String> names = new HashSet<>();
      collect(new YAMLMapper().readTree(Path.of("conf/punctual.yaml").toFile()), "PUNCTUAL", names);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(JsonNode tree, String prefix, Set<String> names) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String name = prefix + "_" + entry.getKey().toUpperCase(Locale.ROOT);
      if (entry.getValue().isObject()) {
        collect(entry.getValue(), name, names);
      } else {
        names.add(name);
      }
    }
  }
}
