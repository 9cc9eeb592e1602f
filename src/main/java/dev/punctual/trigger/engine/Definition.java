package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Attempt;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.domain.WhyNot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A definition as the engine uses it, read once a version.
 *
 * @param key empty for one that is not stored
 * @param signingSecrets each signs the calls
 */
record Definition(
    Optional<TriggerKey> key,
    long version,
    TriggerSpec spec,
    Optional<Schedule> schedule,
    List<String> signingSecrets) {

  Definition {
    signingSecrets = List.copyOf(signingSecrets);
  }

  static Definition stored(
      TriggerKey key, long version, TriggerSpec spec, List<String> signingSecrets) {
    return new Definition(
        Optional.of(key), version, spec, spec.schedule().map(Schedule::of), signingSecrets);
  }

  static Definition unstored(TriggerSpec spec) {
    return new Definition(Optional.empty(), 0, spec, Optional.empty(), List.of());
  }

  /** Stands in for one that was deleted, so that what is left of it can be logged. */
  static Definition gone(Occurrence occurrence) {
    return unstored(
        new TriggerSpec(
            "",
            occurrence.kind(),
            Optional.empty(),
            Optional.empty(),
            ActionSpec.log(),
            Optional.empty(),
            false,
            Duration.ZERO,
            Overlap.ALLOW,
            Misfire.SKIP,
            RetrySpec.DEFAULT,
            Map.of()));
  }

  /** What there is to say of an occurrence whose definition was deleted. */
  static WhyNot whyGone(Occurrence occurrence) {
    if (occurrence.firedAt().isEmpty()) {
      return WhyNot.gone("its trigger was deleted before it ran");
    }
    List<Attempt> attempts = occurrence.attempts();
    return WhyNot.gone(
        attempts.isEmpty()
            ? "its trigger was deleted, and whether it ran is not known"
            : "its trigger was deleted before it was tried again; "
                + attempts.get(attempts.size() - 1).error().orElse(""));
  }
}
