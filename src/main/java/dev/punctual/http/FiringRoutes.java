package dev.punctual.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.punctual.bus.Bus;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.api.TriggerApi.Firing;
import dev.punctual.trigger.api.TriggerApi.FiringList;
import dev.punctual.trigger.api.TriggerApi.Preview;
import dev.punctual.trigger.api.TriggerApi.TestDefinition;
import dev.punctual.trigger.api.TriggerApi.TestTrigger;
import dev.punctual.trigger.api.TriggerApi.Upcoming;
import dev.punctual.trigger.api.TriggerApi.UpcomingOfTrigger;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.ScheduleSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What triggers would do, and runs at the push of a button. */
final class FiringRoutes implements Routes {
  private static final int DEFAULT_COUNT = 10;
  private static final int MOST = 1_000;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private final Bus bus;

  FiringRoutes(Bus bus) {
    this.bus = bus;
  }

  private record DueView(
      Instant scheduledFor, @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> note) {
    static DueView of(Due due) {
      return new DueView(due.scheduledFor(), due.note());
    }
  }

  private record AcceptedView(UUID eventId) {}

  private record DueListView(List<DueView> data) {}

  private record FiringListView(List<Firing> data) {}

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "previewSchedule", this::preview,
        "upcomingOfTrigger", this::upcomingOfTrigger,
        "listUpcoming", this::upcoming,
        "testTrigger", this::testTrigger,
        "testDefinition", this::testDefinition);
  }

  private Future<ApiResponse> preview(ApiRequest request) {
    JsonFields fields = JsonFields.of(request.json());
    ScheduleSpec schedule = ScheduleJson.read(fields.object("schedule"));
    Optional<Instant> from = fields.instant("from");
    if (from.filter(EARLIEST::isAfter).isPresent()) {
      fields.refuse("from", "must be in the years 1 to 9999");
    }
    int count = fields.integer("count", 1, MOST).map(Math::toIntExact).orElse(DEFAULT_COUNT);
    fields.requireNoErrors();
    return bus.request(TriggerApi.PREVIEW, new Preview(schedule, from, count))
        .map(found -> new DueListView(found.due().stream().map(DueView::of).toList()))
        .map(view -> ApiResponse.json(200, view));
  }

  private Future<ApiResponse> upcomingOfTrigger(ApiRequest request) {
    UpcomingOfTrigger query =
        new UpcomingOfTrigger(request.tenant(), request.require("id"), request.limit());
    return bus.request(TriggerApi.UPCOMING_OF_TRIGGER, query).map(FiringRoutes::shown);
  }

  private Future<ApiResponse> upcoming(ApiRequest request) {
    Upcoming query = new Upcoming(request.tenant(), request.instant("until"), request.limit());
    return bus.request(TriggerApi.UPCOMING, query).map(FiringRoutes::shown);
  }

  private static ApiResponse shown(FiringList found) {
    return ApiResponse.json(200, new FiringListView(found.firings()));
  }

  private Future<ApiResponse> testTrigger(ApiRequest request) {
    Optional<String> payload =
        request.body().length() == 0
            ? Optional.empty()
            : Optional.of(ExactJson.text(request.body()));
    TestTrigger command =
        new TestTrigger(request.tenant(), request.require("id"), payload, request.ifMatch());
    return bus.request(TriggerApi.TEST_TRIGGER, command).map(FiringRoutes::accepted);
  }

  private Future<ApiResponse> testDefinition(ApiRequest request) {
    TestDefinition command =
        new TestDefinition(request.tenant(), TriggerJson.readForTestRun(request.json()));
    return bus.request(TriggerApi.TEST_DEFINITION, command).map(FiringRoutes::accepted);
  }

  /** A run that is under way, and where to see what becomes of it. */
  static ApiResponse accepted(Accepted accepted) {
    ApiResponse answer =
        ApiResponse.json(202, new AcceptedView(accepted.eventId()))
            .with("Location", "/api/v1/events/" + accepted.eventId());
    return accepted.replayed() ? answer.with(Idempotency.REPLAYED, "true") : answer;
  }
}
