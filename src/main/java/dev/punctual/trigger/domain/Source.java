package dev.punctual.trigger.domain;

/** Why an event came to be. */
public enum Source implements Label {
  API,
  SCHEDULED,
  MANUAL_TEST,
  REPLAY
}
