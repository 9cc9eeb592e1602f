package dev.punctual.time;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes ids that sort by the millisecond they were made in: UUID version 7 (RFC 9562, section 5.7).
 */
public final class Uuid7 {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private Uuid7() {}

  public static String next(Clock clock) {
    long high = (clock.millis() << 16) | VERSION | (RANDOM.nextInt() & 0x0FFFL);
    long low = VARIANT | (RANDOM.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
