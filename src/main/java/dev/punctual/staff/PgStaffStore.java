package dev.punctual.staff;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.staff.api.StaffApi.ImportStaff;
import dev.punctual.staff.api.StaffApi.ListStaff;
import dev.punctual.staff.domain.StaffChange;
import dev.punctual.staff.domain.StaffMember;
import dev.punctual.staff.domain.StaffStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** People in PostgreSQL. */
final class PgStaffStore implements StaffStore {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO staff.staff AS s
            (tenant, id, name, email, email_key, position, status, version, created_at, updated_at)
          SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9
          WHERE NOT EXISTS (SELECT FROM staff.staff WHERE tenant = $1 AND email_key = $5)
          ON CONFLICT (tenant, id) DO NOTHING
          RETURNING s.*
          """);

  private static final Sql ID_EXISTS =
      Sql.of("SELECT FROM staff.staff WHERE tenant = $1 AND id = $2");

  /**
   * The constraint is deferrable, so it lets in everybody who writes the same address and then has
   * them wait for each other.
   */
  private static final Sql LOCK_EMAIL =
      Sql.of(
          """
          SELECT pg_advisory_xact_lock(
            hashtext('staff.email'), hashtext(concat_ws(' ', $1::text, $2::text)))
          """);

  private static final Sql EMAIL_EXISTS =
      Sql.of("SELECT FROM staff.staff WHERE tenant = $1 AND email_key = $2");

  private static final Sql SELECT =
      Sql.of("SELECT * FROM staff.staff WHERE tenant = $1 AND id = $2");

  /** Locks out new memberships too, whose foreign key wants a share of the row. */
  private static final Sql SELECT_FOR_UPDATE =
      Sql.of("SELECT * FROM staff.staff WHERE tenant = $1 AND id = $2 FOR UPDATE");

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM staff.staff
          WHERE tenant = $1
            AND ($2::text IS NULL OR status = $2)
            AND ($3::text IS NULL OR position = $3)
            AND ($4::text IS NULL OR strpos(lower(name), lower($4)) > 0
                 OR strpos(email_key, lower($4)) > 0)
            AND ($5::text IS NULL OR id > $5)
          ORDER BY id
          LIMIT $6
          """);

  private static final Sql UPDATE =
      Sql.of(
          """
          UPDATE staff.staff
          SET name = $3, email = $4, email_key = $5, position = $6, status = $7, version = $8,
              updated_at = $9
          WHERE tenant = $1 AND id = $2
          """);

  private static final Sql DELETE = Sql.of("DELETE FROM staff.staff WHERE tenant = $1 AND id = $2");

  private final PgDatabase database;
  private final PgStaffImport imports;

  PgStaffStore(PgDatabase database, Clock clock) {
    this.database = database;
    this.imports = new PgStaffImport(clock);
  }

  @Override
  public Future<StaffMember> create(String tenant, StaffMember member) {
    String emailKey = StaffMember.emailKey(member.email());
    Tuple values =
        Tuple.of(
            tenant,
            member.id(),
            member.name(),
            member.email(),
            emailKey,
            member.position().orElse(null),
            member.status().name(),
            member.version(),
            utc(member.createdAt()));
    return database.transaction(
        tx ->
            PgTree.holdStill(tx, tenant)
                .compose(held -> tx.run(LOCK_EMAIL, Tuple.of(tenant, emailKey)))
                .compose(locked -> tx.run(INSERT, values))
                .compose(
                    rows ->
                        rows.rowCount() == 1
                            ? Future.succeededFuture(PgStaffRows.member(rows.iterator().next()))
                            : taken(tx, tenant, member.id())));
  }

  private static Future<StaffMember> taken(PgTransaction tx, String tenant, String id) {
    return tx.run(ID_EXISTS, Tuple.of(tenant, id))
        .compose(
            rows ->
                Future.failedFuture(
                    rows.size() > 0 ? StaffProblems.idTaken(id) : StaffProblems.emailTaken()));
  }

  @Override
  public Future<StaffMember> get(String tenant, String id) {
    return database.run(SELECT, Tuple.of(tenant, id)).compose(rows -> one(rows, id));
  }

  @Override
  public Future<List<StaffMember>> list(ListStaff query) {
    Tuple parameters =
        Tuple.of(
            query.tenant(),
            query.status().map(StaffStatus::name).orElse(null),
            query.position().orElse(null),
            query.text().orElse(null),
            query.after().orElse(null),
            query.limit());
    return database.run(LIST, parameters).map(PgStaffRows::members);
  }

  @Override
  public Future<Changed<StaffMember>> change(
      String tenant, String id, StaffChange change, OptionalLong ifVersion, Instant now) {
    return database.transaction(
        tx ->
            lock(tx, tenant, id, ifVersion)
                .compose(before -> write(tx, tenant, before, change.applyTo(before, now)))
                .compose(after -> announce(tx, tenant, id, after)));
  }

  @Override
  public Future<Changed<Done>> delete(String tenant, String id, OptionalLong ifVersion) {
    return database.transaction(
        tx ->
            lock(tx, tenant, id, ifVersion)
                .compose(before -> PgTree.groupsOfStaffAndAbove(tx, tenant, List.of(id)))
                .compose(groups -> tx.run(DELETE, Tuple.of(tenant, id)).map(groups))
                .compose(groups -> PgTree.announce(tx, Done.DONE, keys(tenant, id, groups))));
  }

  @Override
  public Future<Changed<ImportReport>> importRows(ImportStaff command, Instant now) {
    return database.transaction(tx -> imports.run(tx, command, now));
  }

  private static Future<StaffMember> lock(
      PgTransaction tx, String tenant, String id, OptionalLong ifVersion) {
    return PgTree.holdStill(tx, tenant)
        .compose(held -> tx.run(SELECT_FOR_UPDATE, Tuple.of(tenant, id)))
        .compose(rows -> one(rows, id))
        .compose(
            before ->
                ifVersion.isPresent() && ifVersion.getAsLong() != before.version()
                    ? Future.failedFuture(StaffProblems.stale(before.version()))
                    : Future.succeededFuture(before));
  }

  private static Future<StaffMember> write(
      PgTransaction tx, String tenant, StaffMember before, StaffMember after) {
    String emailKey = StaffMember.emailKey(after.email());
    Tuple values =
        Tuple.of(
            tenant,
            after.id(),
            after.name(),
            after.email(),
            emailKey,
            after.position().orElse(null),
            after.status().name(),
            after.version(),
            utc(after.updatedAt()));
    boolean moved = !emailKey.equals(StaffMember.emailKey(before.email()));
    return (moved ? claimEmail(tx, tenant, emailKey) : Future.succeededFuture())
        .compose(mine -> tx.run(UPDATE, values))
        .map(after);
  }

  private static Future<Void> claimEmail(PgTransaction tx, String tenant, String emailKey) {
    return tx.run(LOCK_EMAIL, Tuple.of(tenant, emailKey))
        .compose(locked -> tx.run(EMAIL_EXISTS, Tuple.of(tenant, emailKey)))
        .compose(
            owners ->
                owners.size() > 0
                    ? Future.failedFuture(StaffProblems.emailTaken())
                    : Future.succeededFuture());
  }

  private static Future<Changed<StaffMember>> announce(
      PgTransaction tx, String tenant, String id, StaffMember after) {
    return PgTree.groupsOfStaffAndAbove(tx, tenant, List.of(id))
        .compose(groups -> PgTree.announce(tx, after, keys(tenant, id, groups)));
  }

  private static Set<String> keys(String tenant, String id, Set<String> groups) {
    Set<String> keys = StaffCacheKeys.lists(tenant, groups);
    keys.add(StaffCacheKeys.staff(tenant, id).value());
    return keys;
  }

  private static Future<StaffMember> one(RowSet<Row> rows, String id) {
    return rows.size() == 0
        ? Future.failedFuture(StaffProblems.noStaff(id))
        : Future.succeededFuture(PgStaffRows.member(rows.iterator().next()));
  }
}
