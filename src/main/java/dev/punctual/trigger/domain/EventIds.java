package dev.punctual.trigger.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * The ids of events: UUIDs of version 7 (RFC 9562, section 5.7), which begin with a millisecond.
 */
public final class EventIds {
  private static final int TIME_SHIFT = 16;
  private static final long MAX_MILLIS = (1L << (Long.SIZE - TIME_SHIFT)) - 1;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private EventIds() {}

  /**
   * The id of a scheduled occurrence: whoever plans the same firing again makes the same id. The
   * bits that are otherwise random come from a hash; like PostgreSQL, it tells instants apart by
   * their microseconds.
   */
  public static UUID scheduled(String tenant, String triggerId, Instant scheduledFor) {
    String second = Long.toString(scheduledFor.getEpochSecond());
    String micro = Integer.toString(scheduledFor.getNano() / 1000);
    ByteBuffer hash = Fingerprint.of(tenant, triggerId, second, micro);
    long millis = Math.max(0, Math.min(scheduledFor.toEpochMilli(), MAX_MILLIS));
    long high = (millis << TIME_SHIFT) | VERSION | (hash.getShort() & 0x0FFFL);
    long low = VARIANT | (hash.getLong() >>> 2);
    return new UUID(high, low);
  }

  /** The millisecond that an id begins with. */
  public static Instant time(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT);
  }
}
