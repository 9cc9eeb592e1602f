package dev.punctual.delivery;

import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.domain.Assignment;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Where it is kept who carries what. Assignments are stored in rounds, one after another for each
 * tenant: a round is written as a whole or not at all, nobody ever sees a part of it, and it is
 * written only if no other round came between it and what it was computed from. That is what keeps
 * two drivers from being given the same package.
 */
interface DeliveryStore {

  /**
   * What is known of the packages that cannot be given away.
   *
   * @param rounds how many rounds the tenant had when this was read
   * @param packageIds those of the packages asked for that are out (see {@code
   *     DeliveryStatus.isOut})
   */
  record Out(long rounds, Set<String> packageIds) {
    public Out {
      packageIds = Set.copyOf(packageIds);
    }
  }

  /** Which of these packages are out with a driver; as consistent as {@link #add} needs it. */
  Future<Out> out(String tenant, Collection<String> packageIds);

  /**
   * Stores a round, durably. An assignment to the same driver that failed before is replaced.
   *
   * @param seen what the round was computed from; it names none of the packages of the round
   * @return whether it was stored; false, and nothing was, if another round was stored since
   */
  Future<Boolean> add(String tenant, Out seen, List<Assignment> round);

  /**
   * Moves a package one step on, if it is in the status before.
   *
   * @return the assignment as it is now; fails with {@code not_found} for a pair that was never
   *     assigned and with {@code delivery_step_refused} for a step that does not follow
   */
  Future<Assignment> change(ChangeStatus command, Instant now);

  /** Succeeds if the store answers right now; nothing is tried again. */
  Future<Void> ping();

  /** Ordered by driver, then by package. */
  Future<List<Assignment>> list(ListDeliveries query);
}
