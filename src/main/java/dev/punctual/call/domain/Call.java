package dev.punctual.call.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A call that is planned.
 *
 * @param id the {@code scheduled_task_id}, and the id of its trigger
 * @param zone the IANA zone used
 * @param status scheduled or rolled over
 */
public record Call(
    String id,
    String customer,
    String name,
    Phone phone,
    String zone,
    Instant scheduled,
    CallStatus status,
    Optional<Reason> reason,
    Instant createdAt) {

  @Override
  public String toString() {
    return "Call[id=%s, scheduled=%s, status=%s]".formatted(id, scheduled, status);
  }
}
