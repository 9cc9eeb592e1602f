package dev.punctual.delivery;

import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * One step of one package, a line of JSON in the operational log.
 *
 * @param from empty for what was just assigned
 * @param requestId of the request that did it
 */
record AuditRecord(
    Instant at,
    String tenant,
    String driverId,
    String packageId,
    Optional<DeliveryStatus> from,
    DeliveryStatus to,
    Optional<String> requestId) {

  /** The step that led to an assignment as it is now. */
  static AuditRecord of(String tenant, Assignment now, Optional<String> requestId) {
    return new AuditRecord(
        now.updatedAt(),
        tenant,
        now.driverId(),
        now.packageId(),
        now.status().previous(),
        now.status(),
        requestId);
  }
}
