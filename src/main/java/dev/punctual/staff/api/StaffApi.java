package dev.punctual.staff.api;

import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.GroupChange;
import dev.punctual.staff.domain.GroupDraft;
import dev.punctual.staff.domain.Membership;
import dev.punctual.staff.domain.StaffChange;
import dev.punctual.staff.domain.StaffDraft;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.StaffStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the Data Service can be asked. Failures: {@code not_found}, {@code email_taken}, {@code
 * id_taken}, {@code group_cycle}, {@code group_has_children}, {@code unknown_reference}, {@code
 * precondition_failed}, {@code import_rejected} does not occur here: a rejected import is an
 * answer.
 */
public final class StaffApi {
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(2);

  public static final Address<CreateStaff, StaffMember> CREATE_STAFF =
      Address.of("staff.create", CreateStaff.class, StaffMember.class);
  public static final Address<ById, StaffMember> GET_STAFF =
      Address.of("staff.get", ById.class, StaffMember.class);
  public static final Address<ChangeStaff, StaffMember> CHANGE_STAFF =
      Address.of("staff.change", ChangeStaff.class, StaffMember.class);
  public static final Address<Delete, Done> DELETE_STAFF =
      Address.of("staff.delete", Delete.class, Done.class);
  public static final Address<ListStaff, StaffList> LIST_STAFF =
      Address.of("staff.list", ListStaff.class, StaffList.class);

  public static final Address<CreateGroup, Group> CREATE_GROUP =
      Address.of("staff.group-create", CreateGroup.class, Group.class);
  public static final Address<ById, Group> GET_GROUP =
      Address.of("staff.group-get", ById.class, Group.class);
  public static final Address<ChangeGroup, Group> CHANGE_GROUP =
      Address.of("staff.group-change", ChangeGroup.class, Group.class);
  public static final Address<DeleteGroup, Done> DELETE_GROUP =
      Address.of("staff.group-delete", DeleteGroup.class, Done.class);
  public static final Address<ListGroups, GroupList> LIST_GROUPS =
      Address.of("staff.group-list", ListGroups.class, GroupList.class);

  public static final Address<ListMembers, StaffList> LIST_MEMBERS =
      Address.of("staff.members", ListMembers.class, StaffList.class);
  public static final Address<ResolveMembers, StaffList> RESOLVE_MEMBERS =
      Address.of("staff.members-resolve", ResolveMembers.class, StaffList.class);
  public static final Address<ChangeMembership, Done> ADD_MEMBER =
      Address.of("staff.member-add", ChangeMembership.class, Done.class);
  public static final Address<ChangeMembership, Done> REMOVE_MEMBER =
      Address.of("staff.member-remove", ChangeMembership.class, Done.class);

  public static final Address<ImportStaff, ImportReport> IMPORT_STAFF =
      Address.of("staff.import", ImportStaff.class, ImportReport.class).within(IMPORT_TIMEOUT);
  public static final Address<ImportGroups, ImportReport> IMPORT_GROUPS =
      Address.of("staff.group-import", ImportGroups.class, ImportReport.class)
          .within(IMPORT_TIMEOUT);
  public static final Address<ImportMemberships, ImportReport> IMPORT_MEMBERSHIPS =
      Address.of("staff.member-import", ImportMemberships.class, ImportReport.class)
          .within(IMPORT_TIMEOUT);

  private StaffApi() {}

  public record ById(String tenant, String id) {}

  /**
   * Removes one.
   *
   * @param ifVersion only if it still has this version
   */
  public record Delete(String tenant, String id, OptionalLong ifVersion) {}

  public record CreateStaff(String tenant, StaffDraft draft) {}

  public record ChangeStaff(String tenant, String id, StaffChange change, OptionalLong ifVersion) {}

  /**
   * Asks for people ordered by id.
   *
   * @param after the last id of the page before
   */
  public record ListStaff(
      String tenant,
      Optional<StaffStatus> status,
      Optional<String> position,
      Optional<String> text,
      Optional<String> after,
      int limit) {}

  public record StaffList(List<StaffMember> members) {
    public StaffList {
      members = List.copyOf(members);
    }
  }

  public record CreateGroup(String tenant, GroupDraft draft) {}

  public record ChangeGroup(String tenant, String id, GroupChange change, OptionalLong ifVersion) {}

  public record DeleteGroup(String tenant, String id, boolean cascade, OptionalLong ifVersion) {}

  public record ListGroups(
      String tenant, Optional<String> parent, Optional<String> after, int limit) {}

  public record GroupList(List<Group> groups) {
    public GroupList {
      groups = List.copyOf(groups);
    }
  }

  public record ListMembers(String tenant, String groupId, Optional<String> after, int limit) {}

  public record ResolveMembers(String tenant, String groupId, Optional<StaffStatus> status) {}

  public record ChangeMembership(String tenant, String groupId, String staffId) {}

  /** A row and its place in the array. */
  public record StaffRow(int index, StaffDraft draft) {}

  /** A row and its place in the array. */
  public record GroupRow(int index, GroupDraft draft) {}

  /** A row and its place in the array. */
  public record MembershipRow(int index, Membership membership) {}

  public record ImportStaff(String tenant, ImportTerms terms, List<StaffRow> rows) {}

  public record ImportGroups(String tenant, ImportTerms terms, List<GroupRow> rows) {}

  public record ImportMemberships(String tenant, ImportTerms terms, List<MembershipRow> rows) {}
}
