package dev.punctual.cache;

import java.time.Duration;

/**
 * Where the shared cache is and how it behaves.
 *
 * @param uri {@code redis://[[user]:password@]host:port[/db]}, or {@code rediss://} for TLS
 * @param namespace sets this application's keys apart; letters, digits, {@code - _ . :}
 * @param ttl how long a value is kept after it was loaded
 * @param timeout the most a caller waits for Redis
 * @param maxValueBytes a larger value (as JSON) is not stored
 * @param maxOwedKeys more invalidations than this during an outage become "everything"
 */
public record RedisCacheOptions(
    String uri,
    String namespace,
    Duration ttl,
    Duration timeout,
    int maxValueBytes,
    int maxOwedKeys) {

  public RedisCacheOptions {
    if (!namespace.matches("[A-Za-z0-9._:-]+")) {
      throw new IllegalArgumentException("not a namespace: '" + namespace + "'");
    }
    if (ttl.toMillis() < 1 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("ttl and timeout must be at least a millisecond");
    }
  }

  /** Ten minutes, a quarter of a second, a megabyte, ten thousand keys. */
  public static RedisCacheOptions defaults(String uri) {
    return new RedisCacheOptions(
        uri, "punctual", Duration.ofMinutes(10), Duration.ofMillis(250), 1 << 20, 10_000);
  }

  /** Without the address, which may hold a password. */
  @Override
  public String toString() {
    return "RedisCacheOptions[namespace=%s, ttl=%s, timeout=%s, maxValueBytes=%d, maxOwedKeys=%d]"
        .formatted(namespace, ttl, timeout, maxValueBytes, maxOwedKeys);
  }
}
