package dev.punctual.call.domain;

import java.util.List;

/**
 * When a call may start.
 *
 * @param open every minute of the windows, also where a call would not end inside, and also those
 *     that are too soon or too late to be planned
 * @param starts the minutes that can be planned at whose very beginning a call may start
 * @param days the minutes that can be planned throughout, for each local day that has any
 */
record AllowedMinutes(MinuteSet open, MinuteSet starts, List<MinuteSet> days) {
  AllowedMinutes {
    days = List.copyOf(days);
  }
}
