package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A merge patch of a definition. One thing goes beyond RFC 7396: where the patch makes of the
 * schedule or the action another variant, nothing of the old one stays. The client may never have
 * named its fields, so it could not know which ones to remove.
 */
final class TriggerPatch {
  private static final List<String> SCHEDULES = List.of("at", "in", "every", "cron");

  private TriggerPatch() {}

  /** The patched definition; neither argument is changed. */
  static JsonNode apply(ObjectNode definition, JsonNode patch) {
    ObjectNode target = definition.deepCopy();
    if (namesOtherSchedule(target.path("schedule"), patch.path("schedule"))) {
      target.remove("schedule");
    }
    if (namesOtherAction(target.path("action"), patch.path("action"))) {
      target.remove("action");
    }
    return MergePatch.apply(target, patch);
  }

  private static boolean namesOtherSchedule(JsonNode schedule, JsonNode patch) {
    return SCHEDULES.stream().anyMatch(key -> patch.hasNonNull(key) && !schedule.has(key));
  }

  private static boolean namesOtherAction(JsonNode action, JsonNode patch) {
    return patch.hasNonNull("type") && !patch.path("type").equals(action.path("type"));
  }
}
