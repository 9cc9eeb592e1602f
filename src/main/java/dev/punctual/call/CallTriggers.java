package dev.punctual.call;

import dev.punctual.bus.Bus;
import dev.punctual.call.CallStore.Appointment;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.GivenTrigger;
import dev.punctual.trigger.api.TriggerApi.PutTriggers;
import dev.punctual.trigger.api.TriggerApi.RemoveTriggers;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The triggers of calls. A call's trigger has the call's id, and is the same whenever it is made:
 * what may change until the call is due is looked up then.
 */
final class CallTriggers {
  private static final int CHUNK = 1_000;
  private static final int LANES = 4;
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(30);

  /** The policy sets the real bound and the pauses, attempt by attempt. */
  private static final RetrySpec AS_THE_POLICY_SAYS =
      new RetrySpec(20, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);

  private final Bus bus;

  CallTriggers(Bus bus) {
    this.bus = bus;
  }

  /** Has each call's trigger be where the call is. Asking again changes nothing. */
  Future<Void> put(String tenant, List<Appointment> calls) {
    return Future.all(
            IntStream.range(0, LANES).mapToObj(lane -> put(tenant, calls, lane * CHUNK)).toList())
        .mapEmpty();
  }

  /** One lane of several: every {@code LANES}th chunk, one after another. */
  private Future<Void> put(String tenant, List<Appointment> calls, int from) {
    if (from >= calls.size()) {
      return Future.succeededFuture();
    }
    List<GivenTrigger> chunk =
        calls.subList(from, Math.min(from + CHUNK, calls.size())).stream()
            .map(call -> new GivenTrigger(call.id(), spec(call)))
            .toList();
    return bus.request(TriggerApi.PUT_TRIGGERS, new PutTriggers(tenant, chunk))
        .compose(done -> put(tenant, calls, from + LANES * CHUNK));
  }

  Future<Void> remove(String tenant, List<String> ids) {
    return bus.request(TriggerApi.REMOVE_TRIGGERS, new RemoveTriggers(tenant, ids)).mapEmpty();
  }

  private static TriggerSpec spec(Appointment call) {
    return new TriggerSpec(
        "call",
        TriggerKind.SCHEDULED,
        Optional.of(ScheduleSpec.at(call.at())),
        Optional.empty(),
        ActionSpec.call(),
        Optional.of("{\"call_id\":\"%s\"}".formatted(call.id())),
        true,
        ATTEMPT_TIMEOUT,
        Overlap.ALLOW,
        Misfire.FIRE_ONCE,
        AS_THE_POLICY_SAYS,
        Map.of());
  }
}
