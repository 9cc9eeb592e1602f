package dev.punctual.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** What the log and its retention show of themselves. */
final class RetentionMetrics {
  private final MeterRegistry meters;
  private final Counter moved;
  private final Counter dropped;
  private volatile PgTally.Size events = new PgTally.Size(0, 0);
  private volatile PgPartitions.Extent active = PgPartitions.Extent.NONE;
  private volatile PgPartitions.Extent archived = PgPartitions.Extent.NONE;
  private volatile Instant lastSuccess = Instant.EPOCH;

  RetentionMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.moved = counter("moved");
    this.dropped = counter("dropped");
    gauge("punctual_events", "active", "Events in the log", self -> self.events.active());
    gauge("punctual_events", "archived", "Events in the log", self -> self.events.archived());
    extent("active", self -> self.active);
    extent("archived", self -> self.archived);
    Gauge.builder(
            "punctual_retention_last_success_timestamp_seconds",
            this,
            self -> self.lastSuccess.getEpochSecond())
        .description("When the last pass ended in which everything went well")
        .register(meters);
  }

  private Counter counter(String change) {
    return Counter.builder("punctual_event_partition_changes")
        .description("Partitions of the log that were moved to the archive or dropped")
        .tag("change", change)
        .register(meters);
  }

  private interface ExtentOf {
    PgPartitions.Extent in(RetentionMetrics self);
  }

  private void extent(String view, ExtentOf extent) {
    gauge(
        "punctual_event_partitions",
        view,
        "Partitions of the log",
        self -> extent.in(self).partitions());
    gauge(
        "punctual_event_log_bytes",
        view,
        "Disk that the log takes, indexes included",
        self -> extent.in(self).bytes());
  }

  private void gauge(
      String name, String view, String description, ToLongFunction<RetentionMetrics> value) {
    Gauge.builder(name, this, value::applyAsLong)
        .description(description)
        .tag("view", view)
        .register(meters);
  }

  void moved() {
    moved.increment();
  }

  void dropped() {
    dropped.increment();
  }

  void events(PgTally.Size size) {
    events = size;
  }

  void extents(PgPartitions.Extents extents) {
    active = extents.active();
    archived = extents.archived();
  }

  void succeeded(Instant at) {
    lastSuccess = at;
  }
}
