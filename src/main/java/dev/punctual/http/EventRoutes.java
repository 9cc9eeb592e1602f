package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Percentiles;
import dev.punctual.trigger.api.EventApi.Position;
import dev.punctual.trigger.api.EventApi.ReplayEvents;
import dev.punctual.trigger.api.EventApi.Summarise;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Label;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /api/v1/events}: reads the log, and runs again what is in it. */
final class EventRoutes implements Routes {
  private static final int DEFAULT_REPLAYS = 1_000;
  private static final int MOST_REPLAYS = 10_000;
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  private final Bus bus;
  private final Schema replayInput;

  /**
   * Reads the log.
   *
   * @param replayInput what the filter of a replay must satisfy
   */
  EventRoutes(Bus bus, Schema replayInput) {
    this.bus = bus;
    this.replayInput = replayInput;
  }

  private record Counts(long running, long success, long failure, long skipped) {
    static Counts of(Map<String, Long> byStatus) {
      return new Counts(
          byStatus.getOrDefault(EventStatus.RUNNING.label(), 0L),
          byStatus.getOrDefault(EventStatus.SUCCESS.label(), 0L),
          byStatus.getOrDefault(EventStatus.FAILURE.label(), 0L),
          byStatus.getOrDefault(EventStatus.SKIPPED.label(), 0L));
    }
  }

  private record SummaryView(
      String triggerId,
      Counts active,
      Counts archived,
      Percentiles latenessMs,
      Percentiles latencyMs) {
    static SummaryView of(TriggerSummary summary) {
      return new SummaryView(
          summary.triggerId(),
          Counts.of(summary.active()),
          Counts.of(summary.archived()),
          summary.latenessMs(),
          summary.latencyMs());
    }
  }

  private record ReplayedView(long matched, long replayed, boolean dryRun) {}

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "listEvents", this::list,
        "getEvent", this::get,
        "summariseEvents", this::summarise,
        "replayEvent", this::replay,
        "replayEvents", this::replayMany);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    EventFilter filter =
        new EventFilter(
            view(request.require("view")),
            request.find("trigger_id"),
            request.find("status").map(EventRoutes::status),
            request.find("source").map(EventRoutes::source),
            request.instant("from"),
            request.instant("to"));
    ListEvents query =
        new ListEvents(
            request.tenant(),
            filter,
            request.cursor().map(EventRoutes::position),
            request.limit() + 1);
    return bus.request(EventApi.LIST_EVENTS, query)
        .map(
            found ->
                Page.of(found.events(), request.limit(), EventRoutes::positionText, EventView::of))
        .map(page -> ApiResponse.json(200, page));
  }

  private static String positionText(TriggerEvent event) {
    return event.firedAt() + " " + event.id();
  }

  private static Position position(String cursor) {
    String[] parts = cursor.split(" ", 2);
    return Rfc3339.parse(parts[0])
        .flatMap(firedAt -> uuid(parts[parts.length - 1]).map(id -> new Position(firedAt, id)))
        .orElseThrow(Cursor::unknown);
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return bus.request(EventApi.GET_EVENT, byId(request))
        .map(event -> ApiResponse.json(200, EventView.withAttempts(event)));
  }

  private Future<ApiResponse> summarise(ApiRequest request) {
    Summarise query =
        new Summarise(
            request.tenant(), request.find("trigger_id"), request.cursor(), request.limit() + 1);
    return bus.request(EventApi.SUMMARISE, query)
        .map(
            found ->
                Page.of(
                    found.triggers(), request.limit(), TriggerSummary::triggerId, SummaryView::of))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> replay(ApiRequest request) {
    return bus.request(EventApi.REPLAY_EVENT, byId(request)).map(FiringRoutes::accepted);
  }

  private Future<ApiResponse> replayMany(ApiRequest request) {
    JsonFields fields = JsonFields.of(replayed(request));
    EventFilter filter =
        new EventFilter(
            fields.text("view").map(EventRoutes::view).orElse(View.ACTIVE),
            fields.text("trigger_id"),
            fields.text("status").map(EventRoutes::status),
            fields.text("source").map(EventRoutes::source),
            fields.instant("from"),
            fields.instant("to"));
    int limit =
        fields.integer("limit", 1, MOST_REPLAYS).map(Math::toIntExact).orElse(DEFAULT_REPLAYS);
    fields.requireNoErrors();
    boolean dryRun = fields.value("dry_run").map(JsonNode::booleanValue).orElse(false);
    return bus.request(
            EventApi.REPLAY_EVENTS, new ReplayEvents(request.tenant(), filter, limit, dryRun))
        .map(done -> new ReplayedView(done.matched(), done.replayed(), dryRun))
        .map(view -> ApiResponse.json(200, view));
  }

  /** What the body and the query say together. */
  private JsonNode replayed(ApiRequest request) {
    JsonNode body =
        request.body().length() == 0
            ? Json.MAPPER.createObjectNode()
            : ExactJson.parse(request.body());
    ContractValidator.requireValid(replayInput, body);
    ObjectNode whole = (ObjectNode) body;
    request
        .queryValues()
        .forEach(
            (name, value) -> {
              if (whole.has(name)) {
                throw ProblemType.PARAMETER_INVALID.because(
                    name + " stands in the query and in the body.");
              }
              whole.set(name, value);
            });
    return whole;
  }

  private static EventById byId(ApiRequest request) {
    String id = request.require("id");
    return new EventById(request.tenant(), uuid(id).orElseThrow(() -> noEvent(id)));
  }

  private static ProblemException noEvent(String id) {
    return ProblemType.NOT_FOUND.because("There is no event " + id + ".");
  }

  /** An event's id; empty where the text is none. */
  static Optional<UUID> uuid(String text) {
    return UUID_TEXT.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  static EventStatus status(String label) {
    return Label.parse(EventStatus.class, label);
  }

  private static Source source(String label) {
    return Label.parse(Source.class, label);
  }

  private static View view(String label) {
    return View.valueOf(label.toUpperCase(Locale.ROOT));
  }
}
