package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Bus;
import dev.punctual.problem.Problem;
import dev.punctual.staff.api.StaffApi;
import dev.punctual.staff.api.StaffApi.ById;
import dev.punctual.staff.api.StaffApi.ChangeStaff;
import dev.punctual.staff.api.StaffApi.CreateStaff;
import dev.punctual.staff.api.StaffApi.Delete;
import dev.punctual.staff.api.StaffApi.ListStaff;
import dev.punctual.staff.domain.StaffChange;
import dev.punctual.staff.domain.StaffDraft;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.StaffStatus;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** {@code /api/v1/staff}. */
final class StaffRoutes implements Routes {
  private final Bus bus;

  StaffRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "listStaff", this::list,
        "createStaff", this::create,
        "getStaff", this::get,
        "replaceStaff", this::replace,
        "patchStaff", this::patch,
        "deleteStaff", this::delete);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListStaff query =
        new ListStaff(
            request.tenant(),
            request.find("status", StaffStatus.class),
            request.find("position"),
            request.find("q"),
            request.cursor(),
            request.limit() + 1);
    return bus.request(StaffApi.LIST_STAFF, query)
        .map(found -> Page.of(found.members(), request.limit(), StaffMember::id, StaffViews::view))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> create(ApiRequest request) {
    return bus.request(
            StaffApi.CREATE_STAFF, new CreateStaff(request.tenant(), draft(request.json())))
        .map(member -> shown(201, member).with("Location", "/api/v1/staff/" + member.id()));
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return bus.request(StaffApi.GET_STAFF, new ById(request.tenant(), request.require("id")))
        .map(
            member ->
                ETag.isIn(request.header("If-None-Match"), ETag.of(member.version()))
                    ? ApiResponse.notModified().with("ETag", ETag.of(member.version()))
                    : shown(200, member));
  }

  private Future<ApiResponse> replace(ApiRequest request) {
    requireSameId(request);
    return change(request, StaffChange.replaceBy(draft(request.json())));
  }

  private Future<ApiResponse> patch(ApiRequest request) {
    requireSameId(request);
    StaffChange change =
        new StaffChange(
            request.text("name"),
            request.text("email"),
            request.json().has("position"),
            request.text("position"),
            request.text("status").map(StaffStatus::valueOf));
    return change(request, change);
  }

  private Future<ApiResponse> change(ApiRequest request, StaffChange change) {
    ChangeStaff command =
        new ChangeStaff(request.tenant(), request.require("id"), change, request.ifMatch());
    return bus.request(StaffApi.CHANGE_STAFF, command).map(member -> shown(200, member));
  }

  private Future<ApiResponse> delete(ApiRequest request) {
    Delete command = new Delete(request.tenant(), request.require("id"), request.ifMatch());
    return bus.request(StaffApi.DELETE_STAFF, command).map(done -> ApiResponse.noContent());
  }

  private static ApiResponse shown(int status, StaffMember member) {
    return ApiResponse.json(status, StaffViews.view(member))
        .with("ETag", ETag.of(member.version()));
  }

  /** A resource keeps its id: one in the body may only repeat the path's. */
  static void requireSameId(ApiRequest request) {
    request
        .text("id")
        .filter(id -> !id.equals(request.require("id")))
        .ifPresent(
            id -> {
              throw Problem.invalid("/id", "must be the id of the path, or be left out")
                  .exception();
            });
  }

  static StaffDraft draft(JsonNode json) {
    return new StaffDraft(
        text(json, "id"),
        json.path("name").asText(),
        json.path("email").asText(),
        text(json, "position"),
        text(json, "status").map(StaffStatus::valueOf).orElse(StaffStatus.ACTIVE));
  }

  static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field))
        .filter(node -> !node.isNull())
        .map(JsonNode::asText);
  }
}
