package dev.punctual.call.domain;

import java.util.List;

/**
 * When a call may start.
 *
 * @param open every minute, also those that are too soon to be planned
 * @param days the minutes that can be planned, for each local day that has any
 */
record AllowedMinutes(MinuteSet open, List<MinuteSet> days) {
  AllowedMinutes {
    days = List.copyOf(days);
  }
}
