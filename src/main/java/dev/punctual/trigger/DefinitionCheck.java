package dev.punctual.trigger;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Endpoint;
import dev.punctual.trigger.domain.ScheduleCheck;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a definition makes sense, beyond what the contract's schema says. Compiling a JSON Schema
 * takes its time: not for an event loop.
 */
final class DefinitionCheck {
  private DefinitionCheck() {}

  /**
   * What is wrong, with pointers from the definition's root.
   *
   * @param spec as it was given: anchoring would hide that its schedule says two things
   * @param stored the definition that is to be replaced: a schedule that stays as it is may lie in
   *     the past
   */
  static List<FieldError> errors(TriggerSpec spec, Optional<TriggerSpec> stored, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    if (stored.filter(before -> before.kind() != spec.kind()).isPresent()) {
      errors.add(new FieldError("/kind", "cannot be changed; make another trigger"));
    }
    Optional<ScheduleSpec> before = stored.flatMap(TriggerSpec::schedule);
    spec.schedule()
        .filter(schedule -> !before.equals(Optional.of(schedule)))
        .ifPresent(schedule -> errors.addAll(ScheduleCheck.errors(schedule, now, "/schedule")));
    if (spec.action().type() == ActionSpec.Type.HTTP) {
      spec.action()
          .url()
          .flatMap(Endpoint::problemWith)
          .ifPresent(problem -> errors.add(new FieldError("/action/url", problem)));
    }
    spec.jsonSchema().ifPresent(schema -> errors.addAll(schemaErrors(schema)));
    return errors;
  }

  private static List<FieldError> schemaErrors(String schema) {
    try {
      PayloadSchema.compile(schema);
      return List.of();
    } catch (ProblemException e) {
      return e.problem().errors();
    }
  }

  static void require(TriggerSpec spec, Optional<TriggerSpec> stored, Instant now) {
    List<FieldError> errors = errors(spec, stored, now);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).exception();
    }
  }
}
