package dev.punctual.call.domain;

/**
 * What became of a call when it was due.
 *
 * @param id in the event log
 */
public record CallEvent(String id, Outcome outcome) {

  /** How it ended, if it has. */
  public enum Outcome {
    RUNNING,
    SUCCESS,
    FAILURE,
    SKIPPED
  }
}
