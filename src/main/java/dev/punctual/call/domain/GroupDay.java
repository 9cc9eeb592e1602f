package dev.punctual.call.domain;

/**
 * A day of a group: of the calls that may start in the very same minutes.
 *
 * @param day counted from the group's first
 * @param minutes of that day
 */
record GroupDay(int group, int day, MinuteSet minutes) {}
