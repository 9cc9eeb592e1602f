package dev.punctual.trigger.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * So many firings a second for a tenant. What comes faster is spread out, each with a place of its
 * own: the generic cell rate algorithm (ITU-T I.371) with a burst of one second.
 */
final class TenantRates {
  private static final long SECOND = 1_000_000_000L;
  private static final int TENANTS = 100_000;

  private final OptionalInt perSecond;

  /** When each tenant's next place would be if it never paused, in nanoseconds. */
  private final Cache<String, Long> places =
      Caffeine.newBuilder().maximumSize(TENANTS).expireAfterAccess(Duration.ofMinutes(1)).build();

  /** Without a rate, everybody passes. */
  TenantRates(OptionalInt perSecond) {
    this.perSecond = perSecond;
  }

  /** How long the next firing of a tenant has to wait; it has its place then. */
  Duration take(String tenant, long nowNanos) {
    if (perSecond.isEmpty()) {
      return Duration.ZERO;
    }
    Long known = places.getIfPresent(tenant);
    long place = known == null ? nowNanos : Math.max(known, nowNanos);
    places.put(tenant, place + SECOND / perSecond.getAsInt());
    return Duration.ofNanos(Math.max(0, place - nowNanos - SECOND));
  }
}
