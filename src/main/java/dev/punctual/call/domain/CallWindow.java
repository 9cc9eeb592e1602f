package dev.punctual.call.domain;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Set;

/**
 * When calls may go out on some weekdays, in the local time of whoever is called.
 *
 * @param from the first minute
 * @param to the first minute after the window; midnight is the end of the day
 */
public record CallWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
  public CallWindow {
    days = Set.copyOf(days);
  }
}
