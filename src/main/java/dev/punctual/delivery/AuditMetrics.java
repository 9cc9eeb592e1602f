package dev.punctual.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the operational log shows of itself. */
final class AuditMetrics {
  private final AtomicLong waiting = new AtomicLong();
  private final Counter dropped;

  AuditMetrics(MeterRegistry meters) {
    Gauge.builder("punctual_delivery_audit_waiting", waiting, AtomicLong::get)
        .description("Records of the operational log that are not in their bucket yet")
        .register(meters);
    dropped =
        Counter.builder("punctual_delivery_audit_dropped")
            .description("Records of the operational log that were given up")
            .register(meters);
  }

  void waiting(int records) {
    waiting.set(records);
  }

  void dropped(int records) {
    dropped.increment(records);
  }
}
