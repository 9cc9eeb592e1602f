package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.engine.Live.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What the engine shows of itself. Nothing here grows with tenants or triggers. */
final class EngineMetrics {
  private static final Duration[] LATENESS_BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1)
  };

  private static final Duration[] RUN_BOUNDS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10)
  };

  private final MeterRegistry meters;
  private final Timer lateness;
  private final Counter lost;
  private final AtomicLong shards = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();
  private final AtomicLong horizonMillis = new AtomicLong();

  EngineMetrics(MeterRegistry meters, LiveSet lives) {
    this.meters = meters;
    this.lateness =
        Timer.builder("punctual_trigger_lateness")
            .description("From the due instant to the hand-over to the action")
            .serviceLevelObjectives(LATENESS_BOUNDS)
            .register(meters);
    this.lost =
        Counter.builder("punctual_trigger_attempts_repeated")
            .description("Attempts of which no runner told how they went")
            .register(meters);
    for (State state : State.values()) {
      Gauge.builder("punctual_trigger_pending", lives.count(state), Number::doubleValue)
          .description("Occurrences in memory by how far they are")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    gauge("punctual_trigger_shards", "Shards that this node owns", shards);
    gauge("punctual_trigger_unrecorded", "Outcomes that wait for their commit", unrecorded);
    gauge(
        "punctual_trigger_horizon_milliseconds",
        "How far ahead everything is planned",
        horizonMillis);
  }

  private void gauge(String name, String description, AtomicLong value) {
    Gauge.builder(name, value, AtomicLong::get).description(description).register(meters);
  }

  void fired(Duration late) {
    lateness.record(late.isNegative() ? Duration.ZERO : late);
  }

  void ended(EventStatus status, Source source, ActionSpec.Type action, Duration took) {
    Timer.builder("punctual_trigger_run")
        .description("From the hand-over to the action to its end, retries included")
        .tag("outcome", status.label())
        .tag("source", source.label())
        .tag("action", action.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(RUN_BOUNDS)
        .register(meters)
        .record(took);
  }

  void attemptLost() {
    lost.increment();
  }

  void owns(int count) {
    shards.set(count);
  }

  void unrecorded(int count) {
    unrecorded.set(count);
  }

  void plannedAhead(Duration horizon) {
    horizonMillis.set(horizon.toMillis());
  }
}
