package dev.punctual.delivery;

import io.vertx.core.Future;
import java.util.List;

/** Takes the operational log in pieces. */
interface AuditBucket {

  /** Keeps these records under a name; the same call again changes nothing. */
  Future<Void> put(String name, List<AuditRecord> records);
}
