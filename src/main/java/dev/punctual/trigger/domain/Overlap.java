package dev.punctual.trigger.domain;

/** What becomes of an occurrence that is due while an earlier one of its trigger still runs. */
public enum Overlap {
  /** It does not run; its event says so. */
  SKIP,
  /** It waits; while one waits, further ones are skipped. */
  QUEUE,
  /** It runs beside the other. */
  ALLOW
}
