package dev.punctual.staff;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.batch.ImportErrors;
import dev.punctual.batch.ImportReport;
import dev.punctual.postgres.PgColumns;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import dev.punctual.staff.api.StaffApi.ImportStaff;
import dev.punctual.staff.api.StaffApi.StaffRow;
import dev.punctual.staff.domain.StaffDraft;
import dev.punctual.staff.domain.StaffMember;
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
import java.util.Set;

/** Imports people: looks at all rows at once, then writes the good ones in one statement. */
final class PgStaffImport {
  private static final Sql EXISTING =
      Sql.of(
          """
          SELECT id, email_key FROM staff.staff
          WHERE tenant = $1 AND (id = ANY($2::text[]) OR email_key = ANY($3::text[]))
          """);

  private static final Sql UPSERT =
      Sql.of(
          """
          INSERT INTO staff.staff AS s
            (tenant, id, name, email, email_key, position, status, version, created_at, updated_at)
          SELECT $1, r.id, r.name, r.email, r.email_key, r.position, r.status, $8, $9, $9
          FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS r(id, name, email, email_key, position, status)
          ON CONFLICT (tenant, id) DO UPDATE
          SET name = excluded.name, email = excluded.email, email_key = excluded.email_key,
              position = excluded.position, status = excluded.status,
              version = s.version + 1, updated_at = excluded.updated_at
          """);

  private final Clock clock;

  PgStaffImport(Clock clock) {
    this.clock = clock;
  }

  /** A row that got its id. */
  private record Candidate(int index, String id, StaffDraft draft) {
    String emailKey() {
      return StaffMember.emailKey(draft.email());
    }
  }

  Future<Changed<ImportReport>> run(PgTransaction tx, ImportStaff command, Instant now) {
    String tenant = command.tenant();
    ImportErrors errors = new ImportErrors(command.terms());
    List<Candidate> candidates = distinct(command.rows(), errors);
    return PgTree.own(tx, tenant)
        .compose(owned -> existing(tx, tenant, candidates))
        .compose(
            stored -> {
              List<Candidate> good = admissible(candidates, stored, command, errors);
              if (errors.rejectAll() || good.isEmpty()) {
                return PgTree.announce(tx, errors.nothingDone(), Set.of());
              }
              Set<String> replaced = new HashSet<>(stored.keySet());
              replaced.retainAll(good.stream().map(Candidate::id).toList());
              ImportReport report = errors.done(good.size() - replaced.size(), replaced.size());
              return tx.run(UPSERT, values(tenant, good, now))
                  .compose(written -> PgTree.groupsOfStaffAndAbove(tx, tenant, replaced))
                  .compose(groups -> PgTree.announce(tx, report, keys(tenant, replaced, groups)));
            });
  }

  private List<Candidate> distinct(List<StaffRow> rows, ImportErrors errors) {
    Set<String> ids = new HashSet<>();
    Set<String> emails = new HashSet<>();
    List<Candidate> candidates = new ArrayList<>(rows.size());
    for (StaffRow row : rows) {
      Candidate candidate =
          new Candidate(
              row.index(), row.draft().id().orElseGet(() -> Uuid7.next(clock)), row.draft());
      if (!ids.add(candidate.id())) {
        errors.add(row.index(), "id", "another row has this id");
      } else if (!emails.add(candidate.emailKey())) {
        errors.add(row.index(), "email", "another row has this e-mail address");
      } else {
        candidates.add(candidate);
      }
    }
    return candidates;
  }

  /** E-mail keys by id of everybody stored who shares an id or an address with a row. */
  private static Future<Map<String, String>> existing(
      PgTransaction tx, String tenant, List<Candidate> candidates) {
    Tuple parameters =
        new PgColumns<>(Tuple.of(tenant), candidates)
            .texts(Candidate::id)
            .texts(Candidate::emailKey)
            .tuple();
    return tx.run(EXISTING, parameters).map(PgStaffImport::emailKeys);
  }

  private static Map<String, String> emailKeys(RowSet<Row> rows) {
    Map<String, String> keys = new HashMap<>();
    rows.forEach(row -> keys.put(row.getString("id"), row.getString("email_key")));
    return keys;
  }

  /**
   * An address may move between people in one import, so a row is only as good as the row that
   * gives its address up: drop what is bad until nothing more falls.
   */
  private static List<Candidate> admissible(
      List<Candidate> candidates,
      Map<String, String> stored,
      ImportStaff command,
      ImportErrors errors) {
    Map<String, String> owners = new HashMap<>();
    stored.forEach((id, email) -> owners.put(email, id));
    List<Candidate> good = new ArrayList<>(candidates);
    int before;
    do {
      before = good.size();
      Map<String, String> givenUp = new HashMap<>();
      good.forEach(candidate -> givenUp.put(candidate.id(), candidate.emailKey()));
      good.removeIf(
          candidate -> {
            if (!command.terms().upsert() && stored.containsKey(candidate.id())) {
              errors.add(candidate.index(), "id", "the id is in use");
              return true;
            }
            String owner = owners.getOrDefault(candidate.emailKey(), candidate.id());
            boolean free =
                owner.equals(candidate.id())
                    || !givenUp
                        .getOrDefault(owner, candidate.emailKey())
                        .equals(candidate.emailKey());
            if (!free) {
              errors.add(candidate.index(), "email", "another person has this e-mail address");
            }
            return !free;
          });
    } while (good.size() < before);
    return good;
  }

  private static Tuple values(String tenant, List<Candidate> good, Instant now) {
    return new PgColumns<>(Tuple.of(tenant), good)
        .texts(Candidate::id)
        .texts(candidate -> candidate.draft().name())
        .texts(candidate -> candidate.draft().email())
        .texts(Candidate::emailKey)
        .texts(candidate -> candidate.draft().position().orElse(null))
        .texts(candidate -> candidate.draft().status().name())
        .tuple()
        .addLong(Versions.first(now))
        .addOffsetDateTime(utc(now));
  }

  private static Set<String> keys(String tenant, Set<String> replaced, Set<String> groups) {
    Set<String> keys = StaffCacheKeys.lists(tenant, groups);
    replaced.forEach(id -> keys.add(StaffCacheKeys.staff(tenant, id).value()));
    return keys;
  }
}
