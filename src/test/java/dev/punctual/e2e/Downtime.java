package dev.punctual.e2e;

import java.time.Instant;

/** From a {@code kill -9} until the server was ready again. */
record Downtime(Instant begin, Instant end) {
  boolean contains(Instant instant) {
    return instant.isAfter(begin) && instant.isBefore(end);
  }

  /** What was delivered so shortly before may not have been recorded yet. */
  boolean leavesInDoubt(Instant deliveredAt) {
    return deliveredAt.isAfter(begin.minusSeconds(2)) && deliveredAt.isBefore(begin.plusSeconds(1));
  }
}
