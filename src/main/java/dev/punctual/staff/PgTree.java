package dev.punctual.staff;

import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What the stores share: a tenant's tree lock, who is above whom, and telling other nodes. */
final class PgTree {
  /** The channel on which changes are notified: cache keys, or {@link #EVERYTHING}. */
  static final String CHANNEL = "staff_changed";

  static final String EVERYTHING = "*";
  static final String SEPARATOR = " ";
  private static final int NOTIFY_LIMIT_BYTES = 7_900;

  private static final Sql LOCK_SHARED =
      Sql.of("SELECT pg_advisory_xact_lock_shared(hashtext('staff.tree'), hashtext($1))");

  private static final Sql LOCK_EXCLUSIVE =
      Sql.of("SELECT pg_advisory_xact_lock(hashtext('staff.tree'), hashtext($1))");

  private static final Sql GROUPS_AND_ABOVE =
      Sql.of(
          """
          WITH RECURSIVE up AS (
            SELECT id, parent_group_id FROM staff.staff_group
            WHERE tenant = $1 AND id = ANY($2::text[])
            UNION
            SELECT g.id, g.parent_group_id FROM up
            JOIN staff.staff_group g ON g.tenant = $1 AND g.id = up.parent_group_id
          )
          SELECT id FROM up
          """);

  private static final Sql GROUPS_OF_STAFF_AND_ABOVE =
      Sql.of(
          """
          WITH RECURSIVE up AS (
            SELECT g.id, g.parent_group_id FROM staff.staff_group g
            WHERE g.tenant = $1 AND g.id IN (
              SELECT group_id FROM staff.membership
              WHERE tenant = $1 AND staff_id = ANY($2::text[]))
            UNION
            SELECT g.id, g.parent_group_id FROM up
            JOIN staff.staff_group g ON g.tenant = $1 AND g.id = up.parent_group_id
          )
          SELECT id FROM up
          """);

  private static final Sql NOTIFY = Sql.of("SELECT pg_notify('staff_changed', $1)");

  private PgTree() {}

  /** The tree stays as it is until the transaction ends. */
  static Future<Void> holdStill(PgTransaction tx, String tenant) {
    return tx.run(LOCK_SHARED, Tuple.of(tenant)).mapEmpty();
  }

  /** Nobody else changes or relies on the tree until the transaction ends. */
  static Future<Void> own(PgTransaction tx, String tenant) {
    return tx.run(LOCK_EXCLUSIVE, Tuple.of(tenant)).mapEmpty();
  }

  static Future<Set<String>> groupsAndAbove(
      PgTransaction tx, String tenant, Collection<String> groups) {
    return tx.run(
            GROUPS_AND_ABOVE, Tuple.of(tenant).addArrayOfString(groups.toArray(String[]::new)))
        .map(PgTree::ids);
  }

  static Future<Set<String>> groupsOfStaffAndAbove(
      PgTransaction tx, String tenant, Collection<String> staff) {
    return tx.run(
            GROUPS_OF_STAFF_AND_ABOVE,
            Tuple.of(tenant).addArrayOfString(staff.toArray(String[]::new)))
        .map(PgTree::ids);
  }

  /** Tells every node, with the commit, that these cached answers are wrong. */
  static <T> Future<Changed<T>> announce(PgTransaction tx, T value, Set<String> cacheKeys) {
    Changed<T> changed = new Changed<>(value, cacheKeys);
    if (cacheKeys.isEmpty()) {
      return Future.succeededFuture(changed);
    }
    String payload = String.join(SEPARATOR, cacheKeys);
    boolean fits = payload.getBytes(StandardCharsets.UTF_8).length <= NOTIFY_LIMIT_BYTES;
    return tx.run(NOTIFY, Tuple.of(fits ? payload : EVERYTHING)).map(changed);
  }

  static Set<String> ids(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> row.getString("id"))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
