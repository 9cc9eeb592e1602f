package dev.punctual.staff;

import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.staff.api.StaffApi.ImportStaff;
import dev.punctual.staff.api.StaffApi.ListStaff;
import dev.punctual.staff.domain.StaffChange;
import dev.punctual.staff.domain.StaffMember;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Where people are kept. Fails with the problems that {@code StaffApi} lists. */
interface StaffStore {
  Future<StaffMember> create(String tenant, StaffMember member);

  Future<StaffMember> get(String tenant, String id);

  Future<List<StaffMember>> list(ListStaff query);

  Future<Changed<StaffMember>> change(
      String tenant, String id, StaffChange change, OptionalLong ifVersion, Instant now);

  Future<Changed<Done>> delete(String tenant, String id, OptionalLong ifVersion);

  Future<Changed<ImportReport>> importRows(ImportStaff command, Instant now);
}
