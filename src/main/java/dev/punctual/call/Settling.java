package dev.punctual.call;

import dev.punctual.call.CallStore.Appointment;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes good what a crash, or a Trigger Service that was away, has interrupted: has the triggers of
 * stored calls follow them. Whatever was done before is left as it is.
 */
final class Settling {
  private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

  private final CallStore calls;
  private final CallTriggers triggers;
  private final CallChanges changes;
  private final CallMetrics metrics;

  Settling(CallStore calls, CallTriggers triggers, CallChanges changes, CallMetrics metrics) {
    this.calls = calls;
    this.triggers = triggers;
    this.changes = changes;
    this.metrics = metrics;
  }

  /**
   * One pass.
   *
   * @param createdBefore batches that are younger may still be under way
   */
  Future<Void> runOnce(Instant createdBefore) {
    return placeBatches(createdBefore)
        .compose(placed -> followMoves())
        .compose(followed -> clearCancelled());
  }

  private Future<Void> placeBatches(Instant createdBefore) {
    return calls
        .unplaced(createdBefore)
        .compose(
            batches -> {
              Future<Void> all = Future.succeededFuture();
              for (Batch batch : batches) {
                all = all.compose(before -> place(batch));
              }
              return all;
            });
  }

  private Future<Void> place(Batch batch) {
    return calls
        .appointments(batch.tenant(), batch.id())
        .compose(appointments -> triggers.put(batch.tenant(), appointments))
        .compose(put -> calls.placed(batch.tenant(), batch.id()))
        .onSuccess(
            placed -> {
              metrics.batchResumed();
              LOG.atInfo().addKeyValue("batch", batch.id()).log("Placed an interrupted batch");
            });
  }

  private Future<Void> followMoves() {
    return calls
        .moved()
        .compose(
            moved -> {
              Future<Void> all = Future.succeededFuture();
              for (Appointment appointment : moved) {
                all =
                    all.compose(before -> triggers.put(appointment.tenant(), List.of(appointment)))
                        .compose(put -> calls.followed(appointment));
              }
              return all;
            });
  }

  private Future<Void> clearCancelled() {
    return calls.cancelled().compose(cancelled -> clear(changes, cancelled));
  }

  /** Removes calls of several tenants. */
  static Future<Void> clear(CallChanges changes, List<Appointment> calls) {
    Map<String, List<String>> byTenant =
        calls.stream()
            .collect(
                Collectors.groupingBy(
                    Appointment::tenant, Collectors.mapping(Appointment::id, Collectors.toList())));
    Future<Void> all = Future.succeededFuture();
    for (Map.Entry<String, List<String>> ids : byTenant.entrySet()) {
      all = all.compose(before -> changes.clear(ids.getKey(), ids.getValue()));
    }
    return all;
  }
}
