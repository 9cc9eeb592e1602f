package dev.punctual.call;

import dev.punctual.call.domain.CallPolicy;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** Where customers' policies are kept. */
interface PolicyStore {

  /**
   * A policy as it is kept.
   *
   * @param signingSecret {@code whsec_…}, if it has ever had an endpoint
   */
  record Stored(CallPolicy policy, Optional<String> signingSecret) {
    static final Stored DEFAULT = new Stored(CallPolicy.DEFAULT, Optional.empty());
  }

  /** The default where the customer has none. */
  Future<Stored> get(String tenant, String customer);

  /**
   * Stores.
   *
   * @param newSecret taken only if there is none yet
   */
  Future<Stored> put(
      String tenant, String customer, CallPolicy policy, Optional<String> newSecret, Instant now);

  /** Whether there was one. */
  Future<Boolean> delete(String tenant, String customer);
}
