package dev.punctual.staff;

import dev.punctual.batch.ImportReport;
import dev.punctual.bus.Address.Done;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.staff.api.StaffApi.ImportGroups;
import dev.punctual.staff.api.StaffApi.ListGroups;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.GroupChange;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Groups in PostgreSQL. Whatever touches the tree holds the tenant's tree lock exclusively. */
final class PgGroupStore implements GroupStore {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO staff.staff_group
            (tenant, id, name, parent_group_id, version, created_at, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, $6)
          ON CONFLICT (tenant, id) DO NOTHING
          RETURNING *
          """);

  private static final Sql EXISTS =
      Sql.of("SELECT FROM staff.staff_group WHERE tenant = $1 AND id = $2");

  private static final Sql SELECT =
      Sql.of("SELECT * FROM staff.staff_group WHERE tenant = $1 AND id = $2");

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM staff.staff_group
          WHERE tenant = $1
            AND ($2::text IS NULL OR parent_group_id = $2)
            AND ($3::text IS NULL OR id > $3)
          ORDER BY id
          LIMIT $4
          """);

  private static final Sql UPDATE =
      Sql.of(
          """
          UPDATE staff.staff_group
          SET name = $3, parent_group_id = $4, version = $5, updated_at = $6
          WHERE tenant = $1 AND id = $2
          """);

  private static final Sql SUBTREE =
      Sql.of(
          """
          WITH RECURSIVE down AS (
            SELECT id FROM staff.staff_group WHERE tenant = $1 AND id = $2
            UNION
            SELECT g.id FROM down
            JOIN staff.staff_group g ON g.tenant = $1 AND g.parent_group_id = down.id
          )
          SELECT id FROM down
          """);

  private static final Sql DELETE =
      Sql.of("DELETE FROM staff.staff_group WHERE tenant = $1 AND id = ANY($2::text[])");

  private final PgDatabase database;
  private final PgGroupImport imports;

  PgGroupStore(PgDatabase database, Clock clock) {
    this.database = database;
    this.imports = new PgGroupImport(clock);
  }

  @Override
  public Future<Changed<Group>> create(String tenant, Group group) {
    Tuple values =
        Tuple.of(
            tenant,
            group.id(),
            group.name(),
            group.parentGroupId().orElse(null),
            group.version(),
            group.createdAt().atOffset(ZoneOffset.UTC));
    return database.transaction(
        tx ->
            PgTree.own(tx, tenant)
                .compose(owned -> requireParent(tx, tenant, group))
                .compose(parent -> tx.run(INSERT, values))
                .compose(
                    rows ->
                        rows.size() == 1
                            ? Future.succeededFuture(PgStaffRows.group(rows.iterator().next()))
                            : Future.failedFuture(StaffProblems.idTaken(group.id())))
                // A new group is empty, so no list changes; nobody can have cached the group.
                .compose(created -> PgTree.announce(tx, created, Set.of())));
  }

  @Override
  public Future<Group> get(String tenant, String id) {
    return database.run(SELECT, Tuple.of(tenant, id)).compose(rows -> one(rows, id));
  }

  @Override
  public Future<List<Group>> list(ListGroups query) {
    Tuple parameters =
        Tuple.of(
            query.tenant(), query.parent().orElse(null), query.after().orElse(null), query.limit());
    return database
        .run(LIST, parameters)
        .map(rows -> rows.stream().map(PgStaffRows::group).toList());
  }

  @Override
  public Future<Changed<Group>> change(
      String tenant, String id, GroupChange change, OptionalLong ifVersion, Instant now) {
    return database.transaction(
        tx ->
            own(tx, tenant, id, ifVersion)
                .compose(
                    before -> {
                      Group after = change.applyTo(before, now);
                      boolean moved = !after.parentGroupId().equals(before.parentGroupId());
                      return PgTree.groupsAndAbove(tx, tenant, List.of(id))
                          .compose(
                              oldPath ->
                                  (moved ? requireNoCycle(tx, tenant, after) : done())
                                      .compose(free -> write(tx, tenant, after))
                                      .compose(
                                          written -> PgTree.groupsAndAbove(tx, tenant, List.of(id)))
                                      .compose(
                                          newPath ->
                                              PgTree.announce(
                                                  tx,
                                                  after,
                                                  keys(tenant, id, moved, oldPath, newPath))));
                    }));
  }

  @Override
  public Future<Changed<Done>> delete(
      String tenant, String id, boolean cascade, OptionalLong ifVersion) {
    return database.transaction(
        tx ->
            own(tx, tenant, id, ifVersion)
                .compose(group -> tx.run(SUBTREE, Tuple.of(tenant, id)).map(PgTree::ids))
                .compose(
                    subtree ->
                        subtree.size() > 1 && !cascade
                            ? Future.failedFuture(StaffProblems.hasChildren(id))
                            : remove(tx, tenant, id, subtree)));
  }

  private static Future<Changed<Done>> remove(
      PgTransaction tx, String tenant, String id, Set<String> subtree) {
    return PgTree.groupsAndAbove(tx, tenant, List.of(id))
        .compose(
            path ->
                tx.run(DELETE, Tuple.of(tenant).addArrayOfString(subtree.toArray(String[]::new)))
                    .compose(
                        gone -> {
                          Set<String> touched = new HashSet<>(path);
                          touched.addAll(subtree);
                          Set<String> keys = StaffCacheKeys.lists(tenant, touched);
                          subtree.forEach(
                              group -> keys.add(StaffCacheKeys.group(tenant, group).value()));
                          return PgTree.announce(tx, Done.DONE, keys);
                        }));
  }

  @Override
  public Future<Changed<ImportReport>> importRows(ImportGroups command, Instant now) {
    return database.transaction(tx -> imports.run(tx, command, now));
  }

  private static Future<Group> own(
      PgTransaction tx, String tenant, String id, OptionalLong ifVersion) {
    return PgTree.own(tx, tenant)
        .compose(owned -> tx.run(SELECT, Tuple.of(tenant, id)))
        .compose(rows -> one(rows, id))
        .compose(
            group ->
                ifVersion.isPresent() && ifVersion.getAsLong() != group.version()
                    ? Future.failedFuture(StaffProblems.stale(group.version()))
                    : Future.succeededFuture(group));
  }

  private static Future<Done> requireParent(PgTransaction tx, String tenant, Group group) {
    if (group.parentGroupId().isEmpty()) {
      return done();
    }
    String parent = group.parentGroupId().get();
    if (parent.equals(group.id())) {
      return Future.failedFuture(StaffProblems.cycle(group.id(), parent));
    }
    return tx.run(EXISTS, Tuple.of(tenant, parent))
        .compose(
            rows ->
                rows.size() == 1
                    ? done()
                    : Future.failedFuture(StaffProblems.unknownParent(parent)));
  }

  private static Future<Done> requireNoCycle(PgTransaction tx, String tenant, Group group) {
    return requireParent(tx, tenant, group)
        .compose(
            known -> PgTree.groupsAndAbove(tx, tenant, group.parentGroupId().stream().toList()))
        .compose(
            path ->
                path.contains(group.id())
                    ? Future.failedFuture(
                        StaffProblems.cycle(group.id(), group.parentGroupId().orElse("")))
                    : done());
  }

  private static Future<Done> write(PgTransaction tx, String tenant, Group after) {
    Tuple values =
        Tuple.of(
            tenant,
            after.id(),
            after.name(),
            after.parentGroupId().orElse(null),
            after.version(),
            after.updatedAt().atOffset(ZoneOffset.UTC));
    return tx.run(UPDATE, values).map(Done.DONE);
  }

  /** A new name changes the group alone; a new parent also what is above it, old and new. */
  private static Set<String> keys(
      String tenant, String id, boolean moved, Set<String> oldPath, Set<String> newPath) {
    Set<String> touched = new HashSet<>();
    if (moved) {
      touched.addAll(oldPath);
      touched.addAll(newPath);
    }
    Set<String> keys = StaffCacheKeys.lists(tenant, touched);
    keys.add(StaffCacheKeys.group(tenant, id).value());
    return keys;
  }

  private static Future<Group> one(RowSet<Row> rows, String id) {
    return rows.size() == 0
        ? Future.failedFuture(StaffProblems.noGroup(id))
        : Future.succeededFuture(PgStaffRows.group(rows.iterator().next()));
  }

  private static Future<Done> done() {
    return Future.succeededFuture(Done.DONE);
  }
}
