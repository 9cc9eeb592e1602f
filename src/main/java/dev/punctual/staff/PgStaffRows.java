package dev.punctual.staff;

import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.StaffStatus;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;

/** Rows as values. */
final class PgStaffRows {
  private PgStaffRows() {}

  static List<StaffMember> members(RowSet<Row> rows) {
    return rows.stream().map(PgStaffRows::member).toList();
  }

  static StaffMember member(Row row) {
    return new StaffMember(
        row.getString("id"),
        row.getString("name"),
        row.getString("email"),
        Optional.ofNullable(row.getString("position")),
        StaffStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  static Group group(Row row) {
    return new Group(
        row.getString("id"),
        row.getString("name"),
        Optional.ofNullable(row.getString("parent_group_id")),
        row.getLong("version"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }
}
