package dev.punctual.staff;

import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.staff.api.StaffApi.ImportGroups;
import dev.punctual.staff.api.StaffApi.ListGroups;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.GroupChange;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Where groups are kept. Fails with the problems that {@code StaffApi} lists. */
interface GroupStore {
  Future<Changed<Group>> create(String tenant, Group group);

  Future<Group> get(String tenant, String id);

  Future<List<Group>> list(ListGroups query);

  Future<Changed<Group>> change(
      String tenant, String id, GroupChange change, OptionalLong ifVersion, Instant now);

  Future<Changed<Done>> delete(String tenant, String id, boolean cascade, OptionalLong ifVersion);

  Future<Changed<ImportReport>> importRows(ImportGroups command, Instant now);
}
