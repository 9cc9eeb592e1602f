package dev.punctual.trigger;

import dev.punctual.batch.ImportReport;
import dev.punctual.trigger.api.TriggerApi.Counter;
import dev.punctual.trigger.api.TriggerApi.ImportTriggers;
import dev.punctual.trigger.api.TriggerApi.ListCounters;
import dev.punctual.trigger.api.TriggerApi.ListTriggers;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where definitions are kept. A change of one also moves its cursor and removes what is planned.
 */
interface TriggerStore {

  /**
   * A definition to be stored as a new one.
   *
   * @param nextAt its first firing, if there is one
   * @param signingSecret if its calls are signed
   */
  record Creation(Trigger trigger, Optional<Instant> nextAt, Optional<String> signingSecret) {}

  /**
   * What a definition is to become.
   *
   * @param nextAt its next firing, if there is one
   * @param newSecret taken only if it has none, or if its secret is rotated
   * @param oldSecretUntil rotates: how long the secret before is valid
   */
  record Change(
      String id,
      TriggerSpec spec,
      Optional<Instant> nextAt,
      Optional<String> newSecret,
      Optional<Instant> oldSecretUntil,
      OptionalLong ifVersion) {}

  /** Stores those whose id is free; answers these ids. */
  Future<Set<String>> create(String tenant, List<Creation> creations);

  /** Creates and, with {@code upsert}, changes many; all or nothing unless {@code partial}. */
  Future<ImportReport> importRows(ImportTriggers command, Instant now);

  /** Changes those that exist in the version asked for, as of now; answers what they became. */
  Future<List<Changed>> change(String tenant, List<Change> changes, Instant now);

  /** A trigger after its change, and the secret that it got with it. */
  record Changed(Trigger trigger, Optional<String> newSecret) {}

  /** Fails with {@code not_found} or {@code precondition_failed}; answers the version after. */
  Future<Long> delete(String tenant, String id, OptionalLong ifVersion, Instant now);

  /** Deletes those that exist. */
  Future<Void> deleteAll(String tenant, Collection<String> ids, Instant now);

  /** Fails with {@code not_found}. */
  Future<Trigger> get(String tenant, String id);

  /** Those that exist. */
  Future<List<Trigger>> find(String tenant, Collection<String> ids);

  /** The API trigger whose webhook has this token. */
  Future<Optional<Trigger>> findByToken(String token);

  Future<List<Trigger>> list(ListTriggers query);

  /** Enabled triggers, among them all that have one of the next {@code limit} firings. */
  Future<List<Trigger>> soonest(String tenant, int limit, Instant now);

  /** Fails with {@code not_found}. */
  Future<Counter> counter(String tenant, String name);

  Future<List<Counter>> counters(ListCounters query);
}
