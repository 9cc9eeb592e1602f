package dev.punctual.shift.domain;

/** What one person does on one day. */
public enum Shift {
  MORNING,
  EVENING,
  DAY_OFF
}
