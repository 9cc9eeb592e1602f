package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;

/** JSON Merge Patch (RFC 7396, section 2). */
final class MergePatch {
  private MergePatch() {}

  /** The patched value; neither argument is changed. */
  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode merged = Json.MAPPER.createObjectNode();
    if (target instanceof ObjectNode object) {
      merged.setAll(object);
    }
    changes
        .properties()
        .forEach(
            change -> {
              if (change.getValue().isNull()) {
                merged.remove(change.getKey());
              } else {
                JsonNode before = merged.path(change.getKey());
                merged.set(change.getKey(), apply(before, change.getValue()));
              }
            });
    return merged;
  }
}
