package dev.punctual.staff;

import dev.punctual.batch.ImportErrors;
import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.staff.api.StaffApi.ImportMemberships;
import dev.punctual.staff.api.StaffApi.MembershipRow;
import dev.punctual.staff.domain.StaffMember;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Memberships in PostgreSQL. */
final class PgMembershipStore implements MembershipStore {
  private static final Sql GROUP_EXISTS =
      Sql.of("SELECT FROM staff.staff_group WHERE tenant = $1 AND id = $2");

  private static final Sql STAFF_FOR_SHARE =
      Sql.of("SELECT FROM staff.staff WHERE tenant = $1 AND id = $2 FOR KEY SHARE");

  private static final Sql MEMBERS =
      Sql.of(
          """
          SELECT s.* FROM staff.membership m
          JOIN staff.staff s ON s.tenant = m.tenant AND s.id = m.staff_id
          WHERE m.tenant = $1 AND m.group_id = $2
          ORDER BY s.id
          """);

  /** UNION, not UNION ALL: even a circle could not keep it running. */
  private static final Sql RESOLVED_MEMBERS =
      Sql.of(
          """
          WITH RECURSIVE down AS (
            SELECT id FROM staff.staff_group WHERE tenant = $1 AND id = $2
            UNION
            SELECT g.id FROM down
            JOIN staff.staff_group g ON g.tenant = $1 AND g.parent_group_id = down.id
          )
          SELECT s.* FROM staff.staff s
          WHERE s.tenant = $1 AND s.id IN (
            SELECT m.staff_id FROM down
            JOIN staff.membership m ON m.tenant = $1 AND m.group_id = down.id)
          ORDER BY s.id
          """);

  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO staff.membership (tenant, group_id, staff_id) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING
          """);

  private static final Sql DELETE =
      Sql.of("DELETE FROM staff.membership WHERE tenant = $1 AND group_id = $2 AND staff_id = $3");

  private static final Sql KNOWN_GROUPS =
      Sql.of("SELECT id FROM staff.staff_group WHERE tenant = $1 AND id = ANY($2::text[])");

  private static final Sql KNOWN_STAFF =
      Sql.of("SELECT id FROM staff.staff WHERE tenant = $1 AND id = ANY($2::text[])");

  private static final Sql INSERT_ALL =
      Sql.of(
          """
          INSERT INTO staff.membership (tenant, group_id, staff_id)
          SELECT $1, r.group_id, r.staff_id
          FROM unnest($2::text[], $3::text[]) AS r(group_id, staff_id)
          ON CONFLICT DO NOTHING
          """);

  private final PgDatabase database;

  PgMembershipStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<List<StaffMember>> members(String tenant, String groupId) {
    return ofGroup(MEMBERS, tenant, groupId);
  }

  @Override
  public Future<List<StaffMember>> resolvedMembers(String tenant, String groupId) {
    return ofGroup(RESOLVED_MEMBERS, tenant, groupId);
  }

  /** Only an empty answer leaves it open whether the group exists. */
  private Future<List<StaffMember>> ofGroup(Sql query, String tenant, String groupId) {
    return database
        .run(query, Tuple.of(tenant, groupId))
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(PgStaffRows.members(rows))
                    : database
                        .run(GROUP_EXISTS, Tuple.of(tenant, groupId))
                        .compose(found -> require(found, StaffProblems.noGroup(groupId)))
                        .map(exists -> List.of()));
  }

  @Override
  public Future<Changed<Done>> add(String tenant, String groupId, String staffId) {
    return database.transaction(
        tx ->
            requireBoth(tx, tenant, groupId, staffId)
                .compose(known -> tx.run(INSERT, Tuple.of(tenant, groupId, staffId)))
                .compose(written -> announce(tx, tenant, groupId)));
  }

  @Override
  public Future<Changed<Done>> remove(String tenant, String groupId, String staffId) {
    return database.transaction(
        tx ->
            requireBoth(tx, tenant, groupId, staffId)
                .compose(known -> tx.run(DELETE, Tuple.of(tenant, groupId, staffId)))
                .compose(gone -> announce(tx, tenant, groupId)));
  }

  private static Future<Changed<Done>> announce(PgTransaction tx, String tenant, String groupId) {
    return PgTree.groupsAndAbove(tx, tenant, List.of(groupId))
        .compose(groups -> PgTree.announce(tx, Done.DONE, StaffCacheKeys.lists(tenant, groups)));
  }

  /**
   * The share of the staff row waits for a change of that person that is under way, which then does
   * not know of this membership, and makes a later one wait until this membership is there.
   */
  private static Future<Done> requireBoth(
      PgTransaction tx, String tenant, String groupId, String staffId) {
    return PgTree.holdStill(tx, tenant)
        .compose(held -> tx.run(GROUP_EXISTS, Tuple.of(tenant, groupId)))
        .compose(found -> require(found, StaffProblems.noGroup(groupId)))
        .compose(group -> tx.run(STAFF_FOR_SHARE, Tuple.of(tenant, staffId)))
        .compose(found -> require(found, StaffProblems.noStaff(staffId)));
  }

  private static Future<Done> require(RowSet<Row> found, RuntimeException otherwise) {
    return found.size() > 0 ? Future.succeededFuture(Done.DONE) : Future.failedFuture(otherwise);
  }

  @Override
  public Future<Changed<ImportReport>> importRows(ImportMemberships command) {
    String tenant = command.tenant();
    return database.transaction(
        tx ->
            PgTree.own(tx, tenant)
                .compose(
                    owned ->
                        Future.all(
                            known(tx, KNOWN_GROUPS, command, row -> row.membership().groupId()),
                            known(tx, KNOWN_STAFF, command, row -> row.membership().staffId())))
                .compose(
                    known ->
                        write(tx, command, known.<Set<String>>resultAt(0), known.resultAt(1))));
  }

  private static Future<Set<String>> known(
      PgTransaction tx, Sql query, ImportMemberships command, Function<MembershipRow, String> id) {
    String[] ids = command.rows().stream().map(id).distinct().toArray(String[]::new);
    return tx.run(query, Tuple.of(command.tenant()).addArrayOfString(ids)).map(PgTree::ids);
  }

  private static Future<Changed<ImportReport>> write(
      PgTransaction tx, ImportMemberships command, Set<String> groups, Set<String> staff) {
    ImportErrors errors = new ImportErrors(command.terms());
    List<MembershipRow> good = new ArrayList<>();
    for (MembershipRow row : command.rows()) {
      if (!groups.contains(row.membership().groupId())) {
        errors.add(row.index(), "group_id", "there is no group " + row.membership().groupId());
      } else if (!staff.contains(row.membership().staffId())) {
        errors.add(row.index(), "staff_id", "there is no staff " + row.membership().staffId());
      } else {
        good.add(row);
      }
    }
    if (errors.rejectAll() || good.isEmpty()) {
      return PgTree.announce(tx, errors.nothingDone(), Set.of());
    }
    Tuple values =
        new PgColumns<>(Tuple.of(command.tenant()), good)
            .texts(row -> row.membership().groupId())
            .texts(row -> row.membership().staffId())
            .tuple();
    Set<String> joined =
        good.stream().map(row -> row.membership().groupId()).collect(Collectors.toSet());
    return tx.run(INSERT_ALL, values)
        .compose(
            inserted ->
                PgTree.groupsAndAbove(tx, command.tenant(), joined)
                    .compose(
                        touched ->
                            PgTree.announce(
                                tx,
                                errors.done(inserted.rowCount(), good.size() - inserted.rowCount()),
                                StaffCacheKeys.lists(command.tenant(), touched))));
  }
}
