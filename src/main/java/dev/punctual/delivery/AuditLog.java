package dev.punctual.delivery;

import java.util.List;

/**
 * The operational log: what was assigned and what became of it, for whoever has to tell later.
 * Nothing waits for it and nothing fails with it.
 */
interface AuditLog {

  /** Takes what has happened, already stored, in its order; returns at once. */
  void append(List<AuditRecord> records);
}
