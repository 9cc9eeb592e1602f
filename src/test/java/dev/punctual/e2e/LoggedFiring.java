package dev.punctual.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.testkit.Api;
import java.time.Instant;
import java.util.List;

/** An event as the API tells it. */
record LoggedFiring(
    String id,
    String triggerId,
    Instant scheduledFor,
    Instant firedAt,
    String finishedAt,
    String status,
    long latenessMs,
    int attempts,
    String note) {

  /** What is in the log and still active, newest first. */
  static List<LoggedFiring> all(Api api) {
    return api.all("/api/v1/events").stream().map(LoggedFiring::of).toList();
  }

  static List<LoggedFiring> of(Api api, String triggerId) {
    return api.all("/api/v1/events?trigger_id=" + triggerId).stream()
        .map(LoggedFiring::of)
        .toList();
  }

  private static LoggedFiring of(JsonNode event) {
    return new LoggedFiring(
        event.path("id").asText(),
        event.path("trigger_id").asText(),
        Instant.parse(event.path("scheduled_for").asText()),
        Instant.parse(event.path("fired_at").asText()),
        event.path("finished_at").asText(),
        event.path("status").asText(),
        event.path("lateness_ms").asLong(),
        event.path("attempts").asInt(),
        event.path("note").asText());
  }

  boolean succeeded() {
    return status.equals("success");
  }

  boolean isRunning() {
    return status.equals("running");
  }

  boolean wasRunningAt(Instant instant) {
    return firedAt.isBefore(instant) && !isRunning() && Instant.parse(finishedAt).isAfter(instant);
  }
}
