package dev.punctual.trigger.domain;

/** How far an occurrence is, or how it ended. */
public enum EventStatus implements Label {
  RUNNING,
  SUCCESS,
  FAILURE,
  SKIPPED
}
