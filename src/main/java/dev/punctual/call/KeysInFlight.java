package dev.punctual.call;

import dev.punctual.call.api.CallApi.CallPlan;
import dev.punctual.call.api.CallApi.IdempotencyKey;
import dev.punctual.call.api.CallApi.ScheduleCalls;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The keys of the batches that are under way on this node; used on one event loop. */
final class KeysInFlight {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Map<String, String> fingerprints = new HashMap<>();

  /** Runs the work unless a batch with the same key is under way. */
  Future<CallPlan> run(ScheduleCalls command, Supplier<Future<CallPlan>> work) {
    if (command.key().isEmpty()) {
      return work.get();
    }
    IdempotencyKey key = command.key().get();
    String held = command.tenant() + " " + key.text();
    String first = fingerprints.putIfAbsent(held, key.fingerprint());
    if (first != null) {
      return Future.failedFuture(first.equals(key.fingerprint()) ? inFlight() : reused());
    }
    // Also work that fails by throwing gives its key back.
    return Future.succeededFuture()
        .compose(begin -> work.get())
        .onComplete(done -> fingerprints.remove(held));
  }

  static ProblemException inFlight() {
    return new Problem(ProblemType.IDEMPOTENCY_IN_FLIGHT, "Its answer is not known yet.")
        .retryAfter(RETRY)
        .exception();
  }

  static ProblemException reused() {
    return ProblemType.IDEMPOTENCY_KEY_REUSED.because(
        "The first request with this key was a different one.");
  }
}
