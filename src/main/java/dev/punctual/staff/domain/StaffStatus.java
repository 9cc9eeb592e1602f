package dev.punctual.staff.domain;

/** Whether somebody can be put on a roster. */
public enum StaffStatus {
  ACTIVE,
  INACTIVE
}
