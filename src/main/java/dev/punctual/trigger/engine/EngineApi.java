package dev.punctual.trigger.engine;

import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the rest of the Trigger Service asks of the engine on its node. */
public final class EngineApi {
  public static final Address<Submit, Submitted> SUBMIT =
      Address.local("trigger.engine-submit", Submit.class, Submitted.class);
  public static final Address<Changed, Done> CHANGED =
      Address.local("trigger.engine-changed", Changed.class, Done.class);

  private EngineApi() {}

  /**
   * Stores an occurrence and has it run.
   *
   * @param definition of a trigger that is not stored
   * @param key makes it the same as an earlier one with the same key of its trigger
   * @param traceparent the place in a trace that it is run at; empty until it is put aside
   */
  public record Submit(
      Occurrence occurrence,
      Optional<TriggerSpec> definition,
      Optional<IdempotencyKey> key,
      Optional<String> traceparent) {

    public Submit(
        Occurrence occurrence, Optional<TriggerSpec> definition, Optional<IdempotencyKey> key) {
      this(occurrence, definition, key, Optional.empty());
    }

    Submit at(Optional<String> traceparent) {
      return new Submit(occurrence, definition, key, traceparent);
    }
  }

  /**
   * An Idempotency-Key.
   *
   * @param fingerprint of what is asked for with it
   */
  public record IdempotencyKey(String text, String fingerprint) {}

  /** What became of it. */
  public enum Fate {
    /** It is durable. */
    STORED,
    /** An earlier one has the key, and asked for the same. */
    REPEATED,
    /** An earlier one has the key, and asked for something else. */
    KEY_REUSED,
    /** The definition has another version by now, or is gone: nothing was stored. */
    OUTDATED
  }

  /** The event that stands for it, unless it is outdated. */
  public record Submitted(Fate fate, UUID eventId) {}

  /**
   * A definition was changed; the answer comes when nothing is fired any more by the old one.
   *
   * @param version nothing older counts any more
   * @param at for firings after this instant
   * @param gone it was deleted
   */
  public record Changed(String tenant, String id, long version, Instant at, boolean gone) {}
}
