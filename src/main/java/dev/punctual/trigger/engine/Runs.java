package dev.punctual.trigger.engine;

import dev.punctual.bus.Trace;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.Backoff;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.WhyNot;
import dev.punctual.trigger.engine.Live.State;
import dev.punctual.trigger.engine.Outcome.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Runs occurrences from the moment that the gate lets them pass until they are handed to the
 * recorder: attempts, pauses between them, and who may run next.
 */
final class Runs {
  /** A run that takes longer is noted, so that it can be seen and a take-over knows of it. */
  private static final Duration NOTE_AFTER = Duration.ofMillis(100);

  /** After an attempt of which nobody knows whether it was made. */
  private static final Duration REPEAT_AFTER = Duration.ofSeconds(1);

  private final LiveSet lives;
  private final Actions actions;
  private final Recorder recorder;
  private final EngineTime time;
  private final Timers timers;
  private final EngineMetrics metrics;
  private final Wheel wheel;
  private final Deque<Live> unnoted = new ArrayDeque<>();
  private int underWay;

  /** Where a run waits for its next attempt, and what hears that there is room for another. */
  interface Wheel {
    void wake(Live live, Instant at);

    void roomForMore();
  }

  Runs(
      LiveSet lives,
      Actions actions,
      Recorder recorder,
      EngineTime time,
      Timers timers,
      EngineMetrics metrics,
      Wheel wheel) {
    this.lives = lives;
    this.actions = actions;
    this.recorder = recorder;
    this.time = time;
    this.timers = timers;
    this.metrics = metrics;
    this.wheel = wheel;
  }

  /** Attempts that runners have in hand. */
  int underWay() {
    return underWay;
  }

  static boolean needsRunner(Live live) {
    ActionSpec.Type type = live.definition.spec().action().type();
    return type != ActionSpec.Type.LOG && type != ActionSpec.Type.COUNTER;
  }

  /** Also called again by the wheel, for the attempts after the first. */
  void start(Live live) {
    Instant now = time.now();
    if (live.firedAt == null) {
      live.firedAt = now;
      metrics.fired(Duration.between(live.occurrence.scheduledFor(), now));
    }
    trace(live);
    lives.move(live, State.RUNNING);
    ActionSpec action = live.definition.spec().action();
    switch (action.type()) {
      // Nothing to do but the entry itself, and what is counted in the same statement.
      case LOG -> succeed(live, now, Optional.empty());
      case COUNTER ->
          succeed(live, now, Optional.of(new Count(action.counter().orElseThrow(), action.by())));
      case HTTP, SLEEP, CALL -> attempt(live);
    }
  }

  private void attempt(Live live) {
    underWay++;
    noteLater(live);
    Instant begin = time.now();
    live.trace
        .within(() -> actions.attempt(live))
        .onComplete(
            done -> {
              underWay--;
              if (lives.contains(live)) {
                if (done.succeeded()) {
                  attempted(live, begin, done.result());
                } else {
                  metrics.attemptLost();
                  retry(live, time.now().plus(REPEAT_AFTER));
                }
              }
              wheel.roomForMore();
            });
  }

  /** What another node began comes in here at its next attempt. */
  private void trace(Live live) {
    if (live.trace == Trace.NONE) {
      live.trace = Trace.takeUp("fire", live.traceparent, () -> tags(live));
    }
  }

  private static Map<String, String> tags(Live live) {
    Occurrence occurrence = live.occurrence;
    Duration lateness =
        Duration.between(occurrence.scheduledFor(), Objects.requireNonNull(live.firedAt));
    return Map.of(
        "punctual.event_id", occurrence.id().toString(),
        "punctual.trigger_id", occurrence.triggerId().orElse(""),
        "punctual.source", occurrence.source().label(),
        "punctual.scheduled_for", occurrence.scheduledFor().toString(),
        "punctual.lateness_ms", Long.toString(lateness.toMillis()));
  }

  private void attempted(Live live, Instant begin, AttemptResult result) {
    Instant now = time.now();
    live.attempts.add(
        new Attempt(live.attempts.size() + 1, begin, now, result.statusCode(), result.error()));
    if (result.succeeded()) {
      finish(live, EventStatus.SUCCESS, now, result.result(), Optional.empty());
      return;
    }
    Optional<Duration> pause =
        result.retriable()
            ? Backoff.pause(
                live.definition.spec().retry(),
                live.attempts.size(),
                result.retryAfter(),
                ThreadLocalRandom.current().nextDouble())
            : Optional.empty();
    pause.ifPresentOrElse(
        wait -> {
          Instant next = now.plus(wait);
          recorder.note(progress(live, Optional.of(next)));
          live.noted = true;
          metrics.retried();
          retry(live, next);
        },
        () -> {
          result.error().ifPresent(live::remark);
          finish(live, EventStatus.FAILURE, now, result.result(), Optional.empty());
        });
  }

  private void retry(Live live, Instant at) {
    lives.move(live, State.RETRYING);
    wheel.wake(live, at);
  }

  private void succeed(Live live, Instant now, Optional<Count> count) {
    live.attempts.add(
        new Attempt(live.attempts.size() + 1, now, now, Optional.empty(), Optional.empty()));
    finish(live, EventStatus.SUCCESS, now, Optional.empty(), count);
  }

  /** It does not run, or not again, and its entry says why. */
  void skip(Live live, WhyNot why) {
    Instant now = time.now();
    EventStatus status = live.firedAt == null ? EventStatus.SKIPPED : EventStatus.FAILURE;
    if (live.firedAt == null) {
      live.firedAt = now;
      metrics.skipped(why.cause());
    }
    if (live.note.filter(why.text()::equals).isEmpty()) {
      live.remark(why.text());
    }
    finish(live, status, now, Optional.empty(), Optional.empty());
  }

  private void finish(
      Live live, EventStatus status, Instant now, Optional<String> result, Optional<Count> count) {
    Instant firedAt = Objects.requireNonNull(live.firedAt);
    lives.remove(live);
    live.trace.end(status.label());
    metrics.ended(
        status,
        live.occurrence.source(),
        live.definition.spec().action().type(),
        Duration.between(firedAt, now));
    recorder.add(
        new Outcome(
            live.occurrence,
            live.epoch,
            status,
            firedAt,
            now,
            live.attempts,
            live.payload(),
            result,
            live.note,
            count));
    live.key().flatMap(lives::nextWaiting).ifPresent(this::goOn);
  }

  /** Who has waited may run now, unless something has come in between. */
  private void goOn(Live waiting) {
    waiting.whyNot.ifPresentOrElse(why -> skip(waiting, why), () -> start(waiting));
  }

  private void noteLater(Live live) {
    if (!live.noted) {
      if (unnoted.isEmpty()) {
        timers.once(NOTE_AFTER, this::noteLongRuns);
      }
      unnoted.add(live);
    }
  }

  private void noteLongRuns() {
    Instant before = time.now().minus(NOTE_AFTER);
    while (!unnoted.isEmpty()) {
      Live live = unnoted.peek();
      if (Objects.requireNonNull(live.firedAt).isAfter(before)) {
        timers.once(NOTE_AFTER, this::noteLongRuns);
        return;
      }
      unnoted.poll();
      if (lives.contains(live) && !live.noted) {
        live.noted = true;
        recorder.note(progress(live, Optional.empty()));
      }
    }
  }

  private static Progress progress(Live live, Optional<Instant> nextAttemptAt) {
    List<Attempt> attempts = new ArrayList<>(live.attempts);
    return new Progress(
        live.occurrence.id(),
        live.occurrence.shard(),
        live.epoch,
        Objects.requireNonNull(live.firedAt),
        attempts,
        nextAttemptAt);
  }
}
