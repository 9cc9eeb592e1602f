package dev.punctual.trigger.domain;

import dev.punctual.problem.ProblemType;
import java.time.Instant;
import java.util.Optional;

/**
 * A trigger as it is stored.
 *
 * @param version rises with every change; the ETag
 * @param hookToken of an API trigger: the secret part of its webhook's address
 */
public record Trigger(
    String tenant,
    String id,
    long version,
    TriggerSpec spec,
    Optional<String> hookToken,
    Instant createdAt,
    Instant updatedAt) {

  /** Whether it does what a planned call says, and changes with that call alone. */
  public boolean belongsToCall() {
    return spec.action().type() == ActionSpec.Type.CALL;
  }

  /** This trigger, unless it belongs to a call: whoever changed it would lose the call. */
  public Trigger requireUnmanaged() {
    if (belongsToCall()) {
      throw ProblemType.MANAGED_BY_CALL.because("Change it under /api/v1/calls/" + id + ".");
    }
    return this;
  }
}
