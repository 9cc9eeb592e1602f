package dev.punctual.e2e.faults;

import java.time.Duration;
import java.time.Instant;

/**
 * What went wrong, and when.
 *
 * @param end since when somebody was able to fire, but for the take-over
 * @param settled when whatever was on its way had arrived somewhere
 */
record Fault(String name, Instant begin, Instant end, Instant settled) {
  /** Firing goes on so soon. */
  static final Duration RESUMES_WITHIN = Duration.ofSeconds(5);

  /** Until an outcome is in the log, on a machine that is busy. */
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(2);

  /** A node that is cut off may fire until its lease ends. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Something that excuses nothing. */
  static Fault none(String name) {
    return new Fault(name, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
  }

  /** A node was lost, and another one was there all the time. */
  static Fault ofOneNode(String name, Instant begin) {
    return new Fault(name, begin, begin, begin.plus(LEASE).plusSeconds(1));
  }

  /** For a while nobody was able to fire. */
  static Fault ofAll(String name, Instant begin, Instant end) {
    return new Fault(name, begin, end, begin.plus(LEASE).plusSeconds(1));
  }

  /** Whether a call that arrived then may have gone unrecorded. */
  boolean leavesInDoubt(Instant arrived) {
    return arrived.isAfter(begin.minus(RECORDED_WITHIN)) && arrived.isBefore(settled);
  }

  /** Until when what was due at some instant must have fired. */
  Instant latest(Instant due) {
    return (due.isAfter(end) ? due : end).plus(RESUMES_WITHIN);
  }
}
