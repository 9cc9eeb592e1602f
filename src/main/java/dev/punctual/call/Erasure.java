package dev.punctual.call;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/** Erases calls, and the triggers that they had, when their events leave retention. */
final class Erasure {
  private final CallStore calls;
  private final CallChanges changes;
  private final Duration callsKept;
  private final Duration answersKept;

  /**
   * Erases what is older.
   *
   * @param callsKept after their time
   * @param answersKept what was answered to Idempotency-Keys
   */
  Erasure(CallStore calls, CallChanges changes, Duration callsKept, Duration answersKept) {
    this.calls = calls;
    this.changes = changes;
    this.callsKept = callsKept;
    this.answersKept = answersKept;
  }

  Future<Void> runOnce(Instant now) {
    return eraseCalls(now.minus(callsKept))
        .compose(erased -> calls.forgetBatches(now.minus(answersKept)));
  }

  /** A few at once, until none is left. */
  private Future<Void> eraseCalls(Instant before) {
    return calls
        .aged(before)
        .compose(
            aged ->
                aged.isEmpty()
                    ? Future.succeededFuture()
                    : Settling.clear(changes, aged).compose(some -> eraseCalls(before)));
  }
}
