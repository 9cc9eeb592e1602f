package dev.punctual.trigger.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a scheduled trigger is due, as it was given: exactly one of {@code at}, {@code in}, {@code
 * every} and {@code cron}. A stored one has no {@code in} (it became an {@code at}), and an {@code
 * every} always has its {@code startAt}.
 *
 * @param cron five fields, or six with seconds first
 * @param timezone an IANA zone; a {@code cron} without one is in UTC
 * @param gap what a cron firing in a local hour that does not exist becomes
 * @param overlap how often a cron firing in a local hour that comes twice happens
 * @param startAt no firing before it; the anchor of {@code every}
 * @param endAt no firing after it
 */
public record ScheduleSpec(
    Optional<Instant> at,
    Optional<Duration> in,
    Optional<Duration> every,
    Optional<String> cron,
    Optional<String> timezone,
    DstGap gap,
    DstOverlap overlap,
    Optional<Instant> startAt,
    Optional<Instant> endAt) {

  public ScheduleSpec {
    timezone = cron.isPresent() ? timezone.or(() -> Optional.of("UTC")) : timezone;
  }

  /** A local time that the clocks jump over. */
  public enum DstGap {
    /** The firing is left out. */
    SKIP,
    /** The firing happens as long after the jump as it would have been after its begin. */
    SHIFT
  }

  /** A local time that the clocks pass twice. */
  public enum DstOverlap {
    /** The firing happens at the earlier of the two instants. */
    FIRST,
    /** The firing happens at both. */
    BOTH
  }

  public static ScheduleSpec at(Instant at) {
    return new ScheduleSpec(
        Optional.of(at),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DstGap.SHIFT,
        DstOverlap.FIRST,
        Optional.empty(),
        Optional.empty());
  }

  public static ScheduleSpec every(Duration every, Instant startAt) {
    return new ScheduleSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.of(every),
        Optional.empty(),
        Optional.empty(),
        DstGap.SHIFT,
        DstOverlap.FIRST,
        Optional.of(startAt),
        Optional.empty());
  }

  public static ScheduleSpec cron(String cron, String timezone, DstGap gap, DstOverlap overlap) {
    return new ScheduleSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(cron),
        Optional.of(timezone),
        gap,
        overlap,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Makes what is relative absolute: {@code in} counts from now, {@code every} starts now; now
   * being a whole millisecond, as fine as timing is.
   */
  public ScheduleSpec anchoredAt(Instant instant) {
    Instant now = instant.truncatedTo(ChronoUnit.MILLIS);
    return new ScheduleSpec(
        at.or(() -> in.map(now::plus)),
        Optional.empty(),
        every,
        cron,
        timezone,
        gap,
        overlap,
        every.isPresent() ? startAt.or(() -> Optional.of(now)) : startAt,
        endAt);
  }
}
