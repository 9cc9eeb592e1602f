package dev.punctual.call;

import dev.punctual.call.domain.CallStatus;
import dev.punctual.call.domain.Reason;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call as it is kept.
 *
 * @param person sealed
 * @param zones every zone that its callee may be in
 */
record StoredCall(
    String tenant,
    String id,
    String customer,
    Buffer person,
    List<String> zones,
    Instant scheduled,
    CallStatus status,
    Optional<Reason> reason,
    Instant createdAt) {
  StoredCall {
    zones = List.copyOf(zones);
  }
}
