package dev.punctual.call;

import dev.punctual.call.domain.CallStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What call scheduling shows of itself: numbers of calls, nothing of whom they are for. */
final class CallMetrics {
  private final Map<CallStatus, Counter> planned = new EnumMap<>(CallStatus.class);
  private final Map<Attempt, Counter> attempts = new EnumMap<>(Attempt.class);
  private final Counter resumed;

  /** What became of an attempt at a call that was due. */
  enum Attempt {
    SUCCESS,
    FAILURE,
    /** It was not made: cancelled, moved, or outside the calling window by now. */
    REFUSED
  }

  CallMetrics(MeterRegistry meters) {
    for (CallStatus status : CallStatus.values()) {
      planned.put(
          status,
          Counter.builder("punctual_calls_planned")
              .description("Entries of batches by what was decided about them")
              .tag("status", status.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
    for (Attempt attempt : Attempt.values()) {
      attempts.put(
          attempt,
          Counter.builder("punctual_call_attempts")
              .description("Attempts at calls that were due by what became of them")
              .tag("outcome", attempt.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
    resumed =
        Counter.builder("punctual_call_batches_resumed")
            .description("Batches whose placing was interrupted and made up for")
            .register(meters);
  }

  void planned(CallStatus status) {
    Objects.requireNonNull(planned.get(status)).increment();
  }

  void attempted(Attempt attempt) {
    Objects.requireNonNull(attempts.get(attempt)).increment();
  }

  void batchResumed() {
    resumed.increment();
  }
}
