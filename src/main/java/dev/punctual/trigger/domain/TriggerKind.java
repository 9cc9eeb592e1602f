package dev.punctual.trigger.domain;

/** What makes a trigger fire. */
public enum TriggerKind implements Label {
  /** Its schedule. */
  SCHEDULED,
  /** A POST to its webhook. */
  API
}
