package dev.punctual.call;

import dev.punctual.bus.Address.Done;
import dev.punctual.call.api.CallApi.ByCustomer;
import dev.punctual.call.api.CallApi.PutPolicy;
import dev.punctual.call.api.CallApi.SavedPolicy;
import dev.punctual.call.domain.CallPolicy;
import dev.punctual.call.domain.CallPolicyCheck;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.domain.Endpoint;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Customers' policies. */
final class Policies {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 32;

  private final PolicyStore store;
  private final Clock clock;

  Policies(PolicyStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Future<CallPolicy> get(ByCustomer query) {
    return store.get(query.tenant(), query.customer()).map(PolicyStore.Stored::policy);
  }

  Future<SavedPolicy> put(PutPolicy command) {
    CallPolicy policy = command.policy();
    requireSense(policy);
    Optional<String> newSecret = policy.endpoint().map(endpoint -> secret());
    return store
        .put(command.tenant(), command.customer(), policy, newSecret, clock.instant())
        .map(
            stored ->
                new SavedPolicy(
                    stored.policy(),
                    newSecret.filter(secret -> stored.signingSecret().equals(newSecret))));
  }

  private static void requireSense(CallPolicy policy) {
    List<FieldError> errors = new ArrayList<>(CallPolicyCheck.errors(policy));
    policy
        .endpoint()
        .flatMap(Endpoint::problemWith)
        .ifPresent(problem -> errors.add(new FieldError("/endpoint", problem)));
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
  }

  Future<Done> delete(ByCustomer command) {
    return store
        .delete(command.tenant(), command.customer())
        .compose(
            deleted ->
                deleted
                    ? Future.succeededFuture(Done.DONE)
                    : Future.failedFuture(
                        ProblemType.NOT_FOUND.because("The customer has no policy of its own.")));
  }

  /** As Standard Webhooks writes them. */
  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }
}
