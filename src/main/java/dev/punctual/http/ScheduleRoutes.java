package dev.punctual.http;

import static dev.punctual.shift.domain.RosterPeriod.EARLIEST_BEGIN;
import static dev.punctual.shift.domain.RosterPeriod.LATEST_BEGIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.problem.ProblemType;
import dev.punctual.shift.api.ShiftApi;
import dev.punctual.shift.api.ShiftApi.ById;
import dev.punctual.shift.api.ShiftApi.CreateSchedule;
import dev.punctual.shift.api.ShiftApi.ListSchedules;
import dev.punctual.shift.api.ShiftApi.Position;
import dev.punctual.shift.api.ShiftApi.ReadRoster;
import dev.punctual.shift.api.ShiftApi.RosterPart;
import dev.punctual.shift.api.ShiftApi.RosterRow;
import dev.punctual.shift.api.ShiftApi.Schedule;
import dev.punctual.shift.domain.ScheduleJob.Status;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** {@code /api/v1/schedules}. */
final class ScheduleRoutes implements Routes {
  /** People whose rows are read and written at once: some 14,000 assignments. */
  private static final int PART = 500;

  private static final String CSV = "text/csv";

  private final Bus bus;

  ScheduleRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "createSchedule", this::create,
        "listSchedules", this::list,
        "getSchedule", this::get,
        "getScheduleStatus", this::get,
        "getScheduleResult", this::result,
        "getScheduleCalendar", this::calendar,
        "deleteSchedule", this::delete);
  }

  private Future<ApiResponse> create(ApiRequest request) {
    JsonFields fields = JsonFields.of(request.json());
    LocalDate begin = begin(fields);
    if (fields.value("constraints").stream().anyMatch(constraints -> !constraints.isEmpty())) {
      fields.refuse("constraints", "is reserved for richer rosters and must be empty");
    }
    fields.requireNoErrors();
    CreateSchedule command =
        new CreateSchedule(
            request.tenant(),
            request.text("schedule_id"),
            request.json().path("staff_group_id").asText(),
            begin);
    return bus.request(ShiftApi.CREATE_SCHEDULE, command)
        .map(
            schedule ->
                ApiResponse.json(
                        202,
                        Map.of("schedule_id", schedule.id(), "status", schedule.status().name()))
                    .with("Location", "/api/v1/schedules/" + schedule.id() + "/status"));
  }

  private static LocalDate begin(JsonFields fields) {
    LocalDate begin = LocalDate.parse(fields.text("period_begin_date").orElseThrow());
    if (begin.getDayOfWeek() != DayOfWeek.MONDAY) {
      fields.refuse(
          "period_begin_date", "must be a Monday; %s is a %s".formatted(begin, day(begin)));
    } else if (begin.isBefore(EARLIEST_BEGIN) || begin.isAfter(LATEST_BEGIN)) {
      fields.refuse(
          "period_begin_date", "must be from %s to %s".formatted(EARLIEST_BEGIN, LATEST_BEGIN));
    }
    return begin;
  }

  private static String day(LocalDate date) {
    String name = date.getDayOfWeek().name();
    return name.charAt(0) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListSchedules query =
        new ListSchedules(
            request.tenant(),
            request.find("group"),
            request.find("status", Status.class),
            request.cursor().map(ScheduleRoutes::position),
            request.limit() + 1);
    return bus.request(ShiftApi.LIST_SCHEDULES, query)
        .map(
            found ->
                Page.of(
                    found.schedules(),
                    request.limit(),
                    schedule -> schedule.createdAt() + " " + schedule.id(),
                    ScheduleRoutes::view))
        .map(page -> ApiResponse.json(200, page));
  }

  private static Position position(String cursor) {
    try {
      String[] parts = cursor.split(" ", 2);
      return new Position(Instant.parse(parts[0]), parts.length > 1 ? parts[1] : "");
    } catch (DateTimeParseException e) {
      throw Cursor.unknown();
    }
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return read(request).map(schedule -> ApiResponse.json(200, view(schedule)));
  }

  private Future<ApiResponse> delete(ApiRequest request) {
    return bus.request(ShiftApi.DELETE_SCHEDULE, new ById(request.tenant(), request.require("id")))
        .map(done -> ApiResponse.noContent());
  }

  private Future<ApiResponse> result(ApiRequest request) {
    boolean table = prefersCsv(request.header("Accept"));
    return read(request)
        .compose(
            schedule ->
                part(request, Optional.empty())
                    .map(
                        first -> {
                          requireSomeone(request, first);
                          RosterFormat format =
                              table ? RosterFormat.csv(schedule) : RosterFormat.json(schedule);
                          return ApiResponse.stream(
                                  format.contentType(), out -> write(request, format, first, out))
                              .with("Vary", "Accept");
                        }));
  }

  private static boolean prefersCsv(String accept) {
    int csv = accept.indexOf(CSV);
    int json = accept.indexOf("application/json");
    return csv >= 0 && (json < 0 || csv < json);
  }

  private Future<ApiResponse> calendar(ApiRequest request) {
    return read(request)
        .compose(
            schedule ->
                part(request, Optional.empty())
                    .map(
                        first -> {
                          requireSomeone(request, first);
                          return ApiResponse.text(
                              "text/calendar; charset=utf-8",
                              RosterFormat.calendar(schedule, first.rows().get(0)));
                        }));
  }

  private static void requireSomeone(ApiRequest request, RosterPart part) {
    if (part.rows().isEmpty() && request.find("staff_id").isPresent()) {
      throw ProblemType.NOT_FOUND.because(
          "The roster has nobody with the id " + request.require("staff_id") + ".");
    }
  }

  private Future<Void> write(
      ApiRequest request, RosterFormat format, RosterPart first, HttpServerResponse out) {
    out.setChunked(true);
    return out.write(format.head())
        .compose(written -> writeParts(request, format, first, true, out))
        .compose(written -> out.end(format.tail()));
  }

  /** The next part is asked for only when the client has taken the one before. */
  private Future<Void> writeParts(
      ApiRequest request,
      RosterFormat format,
      RosterPart part,
      boolean isFirst,
      HttpServerResponse out) {
    StringBuilder text = new StringBuilder();
    boolean leading = isFirst;
    for (RosterRow row : part.rows()) {
      format.row(text, row, leading);
      leading = false;
    }
    Future<Void> written = text.isEmpty() ? Future.succeededFuture() : out.write(text.toString());
    if (part.rows().size() < PART) {
      return written;
    }
    String last = part.rows().get(part.rows().size() - 1).staffId();
    return written
        .compose(taken -> part(request, Optional.of(last)))
        .compose(next -> writeParts(request, format, next, false, out));
  }

  private Future<RosterPart> part(ApiRequest request, Optional<String> after) {
    return bus.request(
        ShiftApi.READ_ROSTER,
        new ReadRoster(
            request.tenant(), request.require("id"), request.find("staff_id"), after, PART));
  }

  private Future<Schedule> read(ApiRequest request) {
    return bus.request(ShiftApi.GET_SCHEDULE, new ById(request.tenant(), request.require("id")));
  }

  private static ObjectNode view(Schedule schedule) {
    ObjectNode view =
        Json.MAPPER
            .createObjectNode()
            .put("schedule_id", schedule.id())
            .put("status", schedule.status().name())
            .put("staff_group_id", schedule.groupId())
            .put("period_begin_date", schedule.begin().toString())
            .put("created_at", schedule.createdAt().toString())
            .put("started_at", schedule.startedAt().map(Instant::toString).orElse(null))
            .put("finished_at", schedule.finishedAt().map(Instant::toString).orElse(null));
    schedule
        .failure()
        .ifPresent(
            failure ->
                view.putObject("failure")
                    .put("code", failure.code())
                    .put("detail", failure.detail()));
    return view;
  }
}
