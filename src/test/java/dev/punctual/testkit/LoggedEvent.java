package dev.punctual.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A row of the event log for tests. */
public record LoggedEvent(
    UUID id,
    String tenant,
    Optional<String> triggerId,
    String source,
    String status,
    Instant scheduledFor,
    Instant firedAt,
    Instant finishedAt,
    Instant loggedAt) {

  /** A scheduled success that was 3 ms late and took 15 ms. */
  public static LoggedEvent at(Instant loggedAt) {
    Instant finishedAt = loggedAt.minusMillis(2);
    Instant firedAt = finishedAt.minusMillis(15);
    return new LoggedEvent(
        idMadeAt(firedAt.minusSeconds(5)),
        "default",
        Optional.of("trigger"),
        "scheduled",
        "success",
        firedAt.minusMillis(3),
        firedAt,
        finishedAt,
        loggedAt);
  }

  public static UUID idMadeAt(Instant instant) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
        (instant.toEpochMilli() << 16) | 0x7000L | random.nextInt(0x1000),
        0x8000_0000_0000_0000L | (random.nextLong() >>> 2));
  }

  public LoggedEvent ofTenant(String changed) {
    return new LoggedEvent(
        id, changed, triggerId, source, status, scheduledFor, firedAt, finishedAt, loggedAt);
  }

  public LoggedEvent ofTrigger(String changed) {
    return ofTrigger(Optional.of(changed));
  }

  /** The test of a definition that is not stored. */
  public LoggedEvent ofNoTrigger() {
    return ofTrigger(Optional.empty());
  }

  private LoggedEvent ofTrigger(Optional<String> changed) {
    return new LoggedEvent(
        id, tenant, changed, source, status, scheduledFor, firedAt, finishedAt, loggedAt);
  }

  public LoggedEvent from(String changed) {
    return new LoggedEvent(
        id, tenant, triggerId, changed, status, scheduledFor, firedAt, finishedAt, loggedAt);
  }

  public LoggedEvent ended(String changed) {
    return new LoggedEvent(
        id, tenant, triggerId, source, changed, scheduledFor, firedAt, finishedAt, loggedAt);
  }

  /** It was late, and ran for so long, before it was logged when it was. */
  public LoggedEvent lasting(Duration lateness, Duration latency) {
    Instant fired = finishedAt.minus(latency);
    return new LoggedEvent(
        idMadeAt(fired.minus(lateness).minusSeconds(5)),
        tenant,
        triggerId,
        source,
        status,
        fired.minus(lateness),
        fired,
        finishedAt,
        loggedAt);
  }
}
