package dev.punctual.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Json;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Schedules as JSON. Whether one makes sense is judged where schedules are computed. */
final class ScheduleJson {
  private static final Duration LEAST = Duration.ofNanos(1_000);
  private static final Duration MOST = Duration.ofDays(36_500);

  private ScheduleJson() {}

  static ScheduleSpec read(JsonFields fields) {
    JsonFields dst = fields.object("dst");
    if (fields.has("dst") && !fields.has("cron")) {
      fields.refuse("dst", "goes with cron only");
    }
    return new ScheduleSpec(
        fields.instant("at"),
        fields.duration("in", LEAST, MOST),
        fields.duration("every", LEAST, MOST),
        fields.text("cron"),
        fields.text("timezone"),
        dst.text("gap").map(ScheduleJson::upper).map(DstGap::valueOf).orElse(DstGap.SHIFT),
        dst.text("overlap")
            .map(ScheduleJson::upper)
            .map(DstOverlap::valueOf)
            .orElse(DstOverlap.FIRST),
        fields.instant("start_at"),
        fields.instant("end_at"));
  }

  static ObjectNode write(ScheduleSpec schedule) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    put(json, "at", schedule.at());
    put(json, "in", schedule.in());
    put(json, "every", schedule.every());
    put(json, "cron", schedule.cron());
    put(json, "timezone", schedule.timezone());
    if (schedule.cron().isPresent()) {
      json.putObject("dst")
          .put("gap", lower(schedule.gap()))
          .put("overlap", lower(schedule.overlap()));
    }
    put(json, "start_at", schedule.startAt());
    put(json, "end_at", schedule.endAt());
    return json;
  }

  private static void put(ObjectNode json, String field, Optional<?> value) {
    value.ifPresent(present -> json.put(field, present.toString()));
  }

  private static String upper(String label) {
    return label.toUpperCase(Locale.ROOT);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
