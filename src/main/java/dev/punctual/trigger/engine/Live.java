package dev.punctual.trigger.engine;

import dev.punctual.bus.Trace;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.TimingWheel;
import dev.punctual.trigger.domain.WhyNot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An occurrence in this node's memory, from being planned to being handed to the recorder. */
final class Live {
  /** How far it is. */
  enum State {
    /** In the wheel, or due and held back. */
    PLANNED,
    /** Due, and waiting for the run before it. */
    WAITING,
    /** Its action is under way. */
    RUNNING,
    /** Its action failed and is tried again later; it counts as running. */
    RETRYING
  }

  final Occurrence occurrence;
  final long epoch;

  /** See {@link dev.punctual.trigger.domain.Gate.Facts#mustRun}. */
  final boolean mustRun;

  /** Where in a trace it was asked for. */
  final Optional<String> traceparent;

  /** Its run. */
  Trace trace = Trace.NONE;

  final List<Attempt> attempts;
  Definition definition;

  /** What its event has to say, for a person. */
  Optional<String> note;

  /** Why it will not run, if that is known already. */
  Optional<WhyNot> whyNot;

  /** Its tenant's rate has a place for it. */
  boolean admitted;

  State state = State.PLANNED;
  TimingWheel.@Nullable Entry<Live> entry;
  @Nullable Instant firedAt;
  boolean noted;

  Live(
      Occurrence occurrence,
      Definition definition,
      long epoch,
      boolean mustRun,
      Optional<WhyNot> whyNot,
      Optional<String> traceparent) {
    this.occurrence = occurrence;
    this.definition = definition;
    this.epoch = epoch;
    this.mustRun = mustRun;
    this.whyNot = whyNot;
    this.traceparent = traceparent;
    this.attempts = new ArrayList<>(occurrence.attempts());
    this.note = occurrence.note();
    this.firedAt = occurrence.firedAt().orElse(null);
  }

  /** Adds to what there is to say. */
  void remark(String text) {
    note = Optional.of(note.map(before -> before + "; " + text).orElse(text));
  }

  Optional<TriggerKey> key() {
    return occurrence.triggerId().map(id -> new TriggerKey(occurrence.tenant(), id));
  }

  /** What its action gets, as JSON. */
  Optional<String> payload() {
    return occurrence.payload().or(() -> definition.spec().payload());
  }
}
