package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.WhyNot;
import dev.punctual.trigger.engine.Live.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the engine shows of itself. Nothing here grows with tenants or triggers. */
final class EngineMetrics {
  private static final double MILLIS_A_SECOND = 1_000;

  private static final Duration[] LATENESS_BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
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
  private final Counter retries;
  private final Counter lost;
  private final Counter shardsTaken;
  private final Counter shardsLost;
  private final Map<WhyNot.Cause, Counter> skipped = new EnumMap<>(WhyNot.Cause.class);
  private final AtomicLong shards = new AtomicLong();
  private final AtomicLong heldMillis = new AtomicLong();
  private final AtomicLong unrecorded = new AtomicLong();
  private final AtomicLong unstored = new AtomicLong();

  EngineMetrics(MeterRegistry meters, LiveSet lives) {
    this.meters = meters;
    this.lateness =
        Timer.builder("punctual_trigger_lateness")
            .description("From the due instant to the hand-over to the action")
            .serviceLevelObjectives(LATENESS_BOUNDS)
            .register(meters);
    this.retries =
        counter("punctual_trigger_retries", "Failed attempts after which another one is made");
    this.lost =
        counter(
            "punctual_trigger_attempts_repeated", "Attempts of which no runner told how they went");
    this.shardsTaken = counter("punctual_trigger_shards_taken", "Shards that this node took over");
    this.shardsLost =
        counter("punctual_trigger_shards_lost", "Shards that another node took from this one");
    for (WhyNot.Cause cause : WhyNot.Cause.values()) {
      skipped.put(
          cause,
          Counter.builder("punctual_trigger_skipped")
              .description("Occurrences that did not run, by why not")
              .tag("cause", cause.label())
              .register(meters));
    }
    for (State state : State.values()) {
      Gauge.builder("punctual_trigger_pending", lives.count(state), Number::doubleValue)
          .description("Occurrences in memory by how far they are")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    gauge(
        "punctual_trigger_held_seconds",
        "For how long the oldest due occurrence has been held back",
        () -> heldMillis.get() / MILLIS_A_SECOND);
    gauge("punctual_trigger_unrecorded", "Outcomes that wait for their commit", unrecorded::get);
    gauge("punctual_trigger_unstored", "Webhooks and other orders not yet stored", unstored::get);
  }

  /**
   * Shows what is true at the very moment that somebody looks, also while nothing here moves.
   *
   * @param certain whether this node may fire
   * @param plannedAhead how far everything is planned
   * @param clockOffset this machine's clock less the database's
   */
  void watch(
      BooleanSupplier certain, Supplier<Duration> plannedAhead, Supplier<Duration> clockOffset) {
    gauge(
        "punctual_trigger_shards",
        "Shards that this node owns, none while it is not certain of its lease",
        () -> certain.getAsBoolean() ? shards.get() : 0);
    gauge(
        "punctual_trigger_planned_ahead_seconds",
        "How far ahead everything is planned",
        () -> plannedAhead.get().toMillis() / MILLIS_A_SECOND);
    gauge(
        "punctual_clock_offset_seconds",
        "This machine's clock less the database's",
        () -> clockOffset.get().toMillis() / MILLIS_A_SECOND);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(meters);
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

  void retried() {
    retries.increment();
  }

  void attemptLost() {
    lost.increment();
  }

  void skipped(WhyNot.Cause cause) {
    Objects.requireNonNull(skipped.get(cause)).increment();
  }

  void tookOver(int count) {
    shardsTaken.increment(count);
  }

  void robbed(int count) {
    shardsLost.increment(count);
  }

  void owns(int count) {
    shards.set(count);
  }

  void heldFor(Duration held) {
    heldMillis.set(held.toMillis());
  }

  void unrecorded(int count) {
    unrecorded.set(count);
  }

  void unstored(int count) {
    unstored.set(count);
  }
}
