package dev.punctual.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.punctual.bus.Json;
import dev.punctual.delivery.domain.DeliveryStatus;
import java.time.Instant;
import java.util.Optional;

/** A record as a line of JSON, statuses as clients know them. */
record AuditLine(
    Instant at,
    String tenant,
    String driverId,
    String packageId,
    Optional<String> from,
    String to,
    Optional<String> requestId) {

  static String of(AuditRecord record) {
    AuditLine line =
        new AuditLine(
            record.at(),
            record.tenant(),
            record.driverId(),
            record.packageId(),
            record.from().map(DeliveryStatus::label),
            record.to().label(),
            record.requestId());
    try {
      return Json.MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record is always writable", e);
    }
  }
}
