package dev.punctual.staff;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.batch.ImportErrors;
import dev.punctual.batch.ImportReport;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.staff.api.StaffApi.GroupRow;
import dev.punctual.staff.api.StaffApi.ImportGroups;
import dev.punctual.staff.domain.GroupDraft;
import dev.punctual.staff.domain.GroupTree;
import dev.punctual.staff.domain.Versions;
import dev.punctual.time.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Imports groups: checks the tree as it would be, then writes all good rows in one statement. */
final class PgGroupImport {
  private static final Sql TREE =
      Sql.of("SELECT id, parent_group_id FROM staff.staff_group WHERE tenant = $1");

  private static final Sql UPSERT =
      Sql.of(
          """
          INSERT INTO staff.staff_group AS g
            (tenant, id, name, parent_group_id, version, created_at, updated_at)
          SELECT $1, r.id, r.name, r.parent_group_id, $5, $6, $6
          FROM unnest($2::text[], $3::text[], $4::text[]) AS r(id, name, parent_group_id)
          ON CONFLICT (tenant, id) DO UPDATE
          SET name = excluded.name, parent_group_id = excluded.parent_group_id,
              version = g.version + 1, updated_at = excluded.updated_at
          """);

  private final Clock clock;

  PgGroupImport(Clock clock) {
    this.clock = clock;
  }

  /** A row that got its id. */
  private record Candidate(int index, String id, GroupDraft draft) {}

  Future<Changed<ImportReport>> run(PgTransaction tx, ImportGroups command, Instant now) {
    String tenant = command.tenant();
    ImportErrors errors = new ImportErrors(command.terms());
    List<Candidate> candidates = distinct(command.rows(), errors);
    return PgTree.own(tx, tenant)
        .compose(owned -> tx.run(TREE, Tuple.of(tenant)).map(PgGroupImport::parents))
        .compose(
            stored -> {
              List<Candidate> good = admissible(candidates, stored, command, errors);
              if (errors.rejectAll() || good.isEmpty()) {
                return PgTree.announce(tx, errors.nothingDone(), Set.of());
              }
              Set<String> replaced = new HashSet<>(stored.keySet());
              replaced.retainAll(good.stream().map(Candidate::id).toList());
              ImportReport report = errors.done(good.size() - replaced.size(), replaced.size());
              return PgTree.groupsAndAbove(tx, tenant, replaced)
                  .compose(
                      oldPaths ->
                          tx.run(UPSERT, values(tenant, good, now))
                              .compose(written -> PgTree.groupsAndAbove(tx, tenant, replaced))
                              .compose(
                                  newPaths ->
                                      PgTree.announce(
                                          tx, report, keys(tenant, replaced, oldPaths, newPaths))));
            });
  }

  private List<Candidate> distinct(List<GroupRow> rows, ImportErrors errors) {
    Set<String> ids = new HashSet<>();
    List<Candidate> candidates = new ArrayList<>(rows.size());
    for (GroupRow row : rows) {
      String id = row.draft().id().orElseGet(() -> Uuid7.next(clock));
      if (ids.add(id)) {
        candidates.add(new Candidate(row.index(), id, row.draft()));
      } else {
        errors.add(row.index(), "id", "another row has this id");
      }
    }
    return candidates;
  }

  private static Map<String, Optional<String>> parents(RowSet<Row> rows) {
    Map<String, Optional<String>> parents = new HashMap<>();
    rows.forEach(
        row ->
            parents.put(
                row.getString("id"), Optional.ofNullable(row.getString("parent_group_id"))));
    return parents;
  }

  /** A row falls with the parent it needs: drop what is bad until nothing more falls. */
  private static List<Candidate> admissible(
      List<Candidate> candidates,
      Map<String, Optional<String>> stored,
      ImportGroups command,
      ImportErrors errors) {
    List<Candidate> good = new ArrayList<>(candidates);
    if (!command.terms().upsert()) {
      good.removeIf(
          candidate -> {
            boolean taken = stored.containsKey(candidate.id());
            if (taken) {
              errors.add(candidate.index(), "id", "the id is in use");
            }
            return taken;
          });
    }
    int before;
    do {
      before = good.size();
      Map<String, Optional<String>> parents = new HashMap<>(stored);
      good.forEach(candidate -> parents.put(candidate.id(), candidate.draft().parentGroupId()));
      Set<String> cyclic = new GroupTree(parents).onCycles();
      good.removeIf(
          candidate -> {
            Optional<String> parent = candidate.draft().parentGroupId();
            if (parent.isPresent() && !parents.containsKey(parent.get())) {
              errors.add(candidate.index(), "parent_group_id", "there is no group " + parent.get());
              return true;
            }
            if (cyclic.contains(candidate.id())) {
              errors.add(
                  candidate.index(), "parent_group_id", "the group would be nested in itself");
              return true;
            }
            return false;
          });
    } while (good.size() < before);
    return good;
  }

  private static Tuple values(String tenant, List<Candidate> good, Instant now) {
    return new PgColumns<>(Tuple.of(tenant), good)
        .texts(Candidate::id)
        .texts(row -> row.draft().name())
        .texts(row -> row.draft().parentGroupId().orElse(null))
        .tuple()
        .addLong(Versions.first(now))
        .addOffsetDateTime(utc(now));
  }

  private static Set<String> keys(
      String tenant, Set<String> replaced, Set<String> oldPaths, Set<String> newPaths) {
    Set<String> touched = new HashSet<>(oldPaths);
    touched.addAll(newPaths);
    Set<String> keys = StaffCacheKeys.lists(tenant, touched);
    replaced.forEach(id -> keys.add(StaffCacheKeys.group(tenant, id).value()));
    return keys;
  }
}
