package dev.punctual.call.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The last look before a phone rings. */
public final class CallingTime {
  private CallingTime() {}

  /** Whether the policy lets a call start in this minute in all of the zones. */
  public static boolean isOpen(CallPolicy policy, List<ZoneId> zones, Instant now) {
    Horizon today = Horizon.from(now, 1);
    return new CallingHours(policy, today).allowed(zones).open().contains(today.minute(now));
  }
}
