package dev.punctual.call.domain;

import java.time.Instant;

/**
 * A place for one call.
 *
 * @param day counted from the first on which the call could be made
 */
record Placement(Instant at, int day) {}
