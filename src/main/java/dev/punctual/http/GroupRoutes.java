package dev.punctual.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.bus.Bus;
import dev.punctual.http.StaffViews.StaffView;
import dev.punctual.staff.api.StaffApi;
import dev.punctual.staff.api.StaffApi.ById;
import dev.punctual.staff.api.StaffApi.ChangeGroup;
import dev.punctual.staff.api.StaffApi.ChangeMembership;
import dev.punctual.staff.api.StaffApi.CreateGroup;
import dev.punctual.staff.api.StaffApi.DeleteGroup;
import dev.punctual.staff.api.StaffApi.ListGroups;
import dev.punctual.staff.api.StaffApi.ListMembers;
import dev.punctual.staff.api.StaffApi.ResolveMembers;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.GroupChange;
import dev.punctual.staff.domain.GroupDraft;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.StaffStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/groups} and who is in them. */
final class GroupRoutes implements Routes {
  private final Vertx vertx;
  private final Bus bus;

  GroupRoutes(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  private record ResolvedMembersView(String groupId, List<StaffView> data) {}

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(
        "listGroups", this::list,
        "createGroup", this::create,
        "getGroup", this::get,
        "replaceGroup", this::replace,
        "patchGroup", this::patch,
        "deleteGroup", this::delete,
        "listMembers", this::members,
        "addMember", this::addMember,
        "removeMember", this::removeMember,
        "resolveMembers", this::resolvedMembers);
  }

  private Future<ApiResponse> list(ApiRequest request) {
    ListGroups query =
        new ListGroups(
            request.tenant(),
            request.find("parent_group_id"),
            request.cursor(),
            request.limit() + 1);
    return bus.request(StaffApi.LIST_GROUPS, query)
        .map(found -> Page.of(found.groups(), request.limit(), Group::id, StaffViews::view))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> create(ApiRequest request) {
    return bus.request(
            StaffApi.CREATE_GROUP, new CreateGroup(request.tenant(), draft(request.json())))
        .map(group -> shown(201, group).with("Location", "/api/v1/groups/" + group.id()));
  }

  private Future<ApiResponse> get(ApiRequest request) {
    return bus.request(StaffApi.GET_GROUP, new ById(request.tenant(), request.require("id")))
        .map(
            group ->
                ETag.isIn(request.header("If-None-Match"), ETag.of(group.version()))
                    ? ApiResponse.notModified().with("ETag", ETag.of(group.version()))
                    : shown(200, group));
  }

  private Future<ApiResponse> replace(ApiRequest request) {
    StaffRoutes.requireSameId(request);
    return change(request, GroupChange.replaceBy(draft(request.json())));
  }

  private Future<ApiResponse> patch(ApiRequest request) {
    StaffRoutes.requireSameId(request);
    GroupChange change =
        new GroupChange(
            request.text("name"),
            request.json().has("parent_group_id"),
            request.text("parent_group_id"));
    return change(request, change);
  }

  private Future<ApiResponse> change(ApiRequest request, GroupChange change) {
    ChangeGroup command =
        new ChangeGroup(request.tenant(), request.require("id"), change, request.ifMatch());
    return bus.request(StaffApi.CHANGE_GROUP, command).map(group -> shown(200, group));
  }

  private Future<ApiResponse> delete(ApiRequest request) {
    DeleteGroup command =
        new DeleteGroup(
            request.tenant(), request.require("id"), request.flag("cascade"), request.ifMatch());
    return bus.request(StaffApi.DELETE_GROUP, command).map(done -> ApiResponse.noContent());
  }

  private Future<ApiResponse> members(ApiRequest request) {
    ListMembers query =
        new ListMembers(
            request.tenant(), request.require("id"), request.cursor(), request.limit() + 1);
    return bus.request(StaffApi.LIST_MEMBERS, query)
        .map(found -> Page.of(found.members(), request.limit(), StaffMember::id, StaffViews::view))
        .map(page -> ApiResponse.json(200, page));
  }

  private Future<ApiResponse> addMember(ApiRequest request) {
    return bus.request(StaffApi.ADD_MEMBER, membership(request))
        .map(done -> ApiResponse.noContent());
  }

  private Future<ApiResponse> removeMember(ApiRequest request) {
    return bus.request(StaffApi.REMOVE_MEMBER, membership(request))
        .map(done -> ApiResponse.noContent());
  }

  private static ChangeMembership membership(ApiRequest request) {
    return new ChangeMembership(
        request.tenant(), request.require("id"), request.require("staff_id"));
  }

  /** The whole list at once, so it is written on a worker; an ETag spares whoever has it. */
  private Future<ApiResponse> resolvedMembers(ApiRequest request) {
    String group = request.require("id");
    ResolveMembers query =
        new ResolveMembers(request.tenant(), group, request.find("status", StaffStatus.class));
    return bus.request(StaffApi.RESOLVE_MEMBERS, query)
        .compose(
            found ->
                vertx.executeBlocking(
                    () -> resolved(group, found.members(), request.header("If-None-Match")),
                    false));
  }

  private static ApiResponse resolved(String group, List<StaffMember> members, String known) {
    String tag = listTag(members);
    if (ETag.isIn(known, tag)) {
      return ApiResponse.notModified().with("ETag", tag);
    }
    List<StaffView> views = members.stream().map(StaffViews::view).toList();
    return ApiResponse.json(200, new ResolvedMembersView(group, views)).with("ETag", tag);
  }

  /** Ids and versions: what makes two lists the same. */
  private static String listTag(List<StaffMember> members) {
    StringBuilder text = new StringBuilder(members.size() * 48);
    for (StaffMember member : members) {
      text.append(member.id()).append(':').append(member.version()).append('\n');
    }
    return "\"" + dev.punctual.config.ApiKey.hash(text.toString()).substring(0, 32) + "\"";
  }

  private static ApiResponse shown(int status, Group group) {
    return ApiResponse.json(status, StaffViews.view(group)).with("ETag", ETag.of(group.version()));
  }

  static GroupDraft draft(JsonNode json) {
    return new GroupDraft(
        StaffRoutes.text(json, "id"),
        json.path("name").asText(),
        StaffRoutes.text(json, "parent_group_id"));
  }
}
