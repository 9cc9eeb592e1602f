package dev.punctual.staff;

import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.staff.api.StaffApi.ImportMemberships;
import dev.punctual.staff.domain.StaffMember;
import io.vertx.core.Future;
import java.util.List;

/** Where it is kept who is in which group. */
interface MembershipStore {
  /** Everyone directly in the group, ordered by id; {@code not_found} without the group. */
  Future<List<StaffMember>> members(String tenant, String groupId);

  /** Everyone in the group or a nested one, once each, ordered by id. */
  Future<List<StaffMember>> resolvedMembers(String tenant, String groupId);

  Future<Changed<Done>> add(String tenant, String groupId, String staffId);

  Future<Changed<Done>> remove(String tenant, String groupId, String staffId);

  Future<Changed<ImportReport>> importRows(ImportMemberships command);
}
