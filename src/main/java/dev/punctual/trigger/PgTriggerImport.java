package dev.punctual.trigger;

import dev.punctual.batch.ImportErrors;
import dev.punctual.batch.ImportReport;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Uuid7;
import dev.punctual.trigger.TriggerStore.Change;
import dev.punctual.trigger.TriggerStore.Creation;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.TriggerRow;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Stores many definitions in one transaction. */
final class PgTriggerImport {
  private static final int CHUNK = 1_000;

  private final TriggerStore store;
  private final PgDatabase database;
  private final Clock clock;

  PgTriggerImport(TriggerStore store, PgDatabase database, Clock clock) {
    this.store = store;
    this.database = database;
    this.clock = clock;
  }

  private record Work(List<Creation> creations, List<Change> changes) {}

  Future<ImportReport> run(ImportTriggers command, Instant now) {
    ImportErrors errors = new ImportErrors(command.terms());
    return stored(command, 0, new HashMap<>())
        .map(stored -> judge(command, stored, errors, now))
        .compose(
            work ->
                errors.rejectAll()
                    ? Future.succeededFuture(errors.nothingDone())
                    : database
                        .transaction(tx -> store(tx, command.tenant(), work, now))
                        .map(done -> errors.done(work.creations().size(), work.changes().size())));
  }

  private static Future<Void> store(PgTransaction tx, String tenant, Work work, Instant now) {
    return create(tx, tenant, work.creations(), 0)
        .compose(made -> change(tx, tenant, work.changes(), now, 0));
  }

  /** What exists already of the ids that the rows name. */
  private Future<Map<String, Trigger>> stored(
      ImportTriggers command, int from, Map<String, Trigger> found) {
    List<String> ids =
        command.rows().stream().skip(from).limit(CHUNK).flatMap(row -> row.id().stream()).toList();
    if (from >= command.rows().size()) {
      return Future.succeededFuture(found);
    }
    return store
        .find(command.tenant(), ids)
        .compose(
            some -> {
              some.forEach(trigger -> found.put(trigger.id(), trigger));
              return stored(command, from + CHUNK, found);
            });
  }

  private Work judge(
      ImportTriggers command, Map<String, Trigger> stored, ImportErrors errors, Instant now) {
    Work work = new Work(new ArrayList<>(), new ArrayList<>());
    Set<String> seen = new HashSet<>();
    for (TriggerRow row : command.rows()) {
      Optional<Trigger> before = row.id().map(stored::get);
      for (FieldError error : DefinitionCheck.errors(row.spec(), before.map(Trigger::spec), now)) {
        errors.add(row.index(), error.pointer().replaceFirst("^/", ""), error.message());
      }
      if (before.filter(Trigger::belongsToCall).isPresent()) {
        errors.add(row.index(), "id", "belongs to a planned call; change it under /api/v1/calls");
      } else if (before.isPresent() && !command.terms().upsert()) {
        errors.add(row.index(), "id", "is in use; upsert=true replaces what is stored");
      }
      if (row.id().isPresent() && !seen.add(row.id().get())) {
        errors.add(row.index(), "id", "stands in an earlier row");
      }
      if (!errors.has(row.index())) {
        TriggerSpec spec = Definitions.anchored(row.spec(), now);
        before.ifPresentOrElse(
            trigger -> work.changes().add(change(trigger.id(), spec, now)),
            () ->
                work.creations()
                    .add(
                        Definitions.creation(
                            command.tenant(),
                            row.id().orElseGet(() -> Uuid7.next(clock)),
                            spec,
                            now)));
      }
    }
    return work;
  }

  private static Change change(String id, TriggerSpec spec, Instant now) {
    return new Change(
        id,
        spec,
        Definitions.nextAt(spec, now),
        Definitions.secretFor(spec),
        Optional.empty(),
        OptionalLong.empty());
  }

  private static Future<Void> create(
      PgTransaction tx, String tenant, List<Creation> creations, int from) {
    if (from >= creations.size()) {
      return Future.succeededFuture();
    }
    List<Creation> chunk = creations.subList(from, Math.min(from + CHUNK, creations.size()));
    return PgTriggerWrites.create(tx, tenant, chunk)
        .compose(
            made ->
                made.size() == chunk.size()
                    ? create(tx, tenant, creations, from + CHUNK)
                    : Future.failedFuture(raced()));
  }

  private static Future<Void> change(
      PgTransaction tx, String tenant, List<Change> changes, Instant now, int from) {
    if (from >= changes.size()) {
      return Future.succeededFuture();
    }
    List<Change> chunk = changes.subList(from, Math.min(from + CHUNK, changes.size()));
    return PgTriggerWrites.change(tx, tenant, chunk, now)
        .compose(
            changed ->
                changed.size() == chunk.size()
                    ? change(tx, tenant, changes, now, from + CHUNK)
                    : Future.failedFuture(raced()));
  }

  private static RuntimeException raced() {
    return new Problem(ProblemType.OVERLOADED, "Some of these triggers were changed meanwhile.")
        .retryAfter(Duration.ofSeconds(1))
        .exception();
  }
}
