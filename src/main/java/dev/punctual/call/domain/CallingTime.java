package dev.punctual.call.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The last look before a phone rings. */
public final class CallingTime {
  private CallingTime() {}

  /**
   * Whether the policy lets a call start in this minute in all of the zones. The minute as a whole
   * counts: a call that is planned for the last moment is some milliseconds late.
   */
  public static boolean isOpen(CallPolicy policy, List<ZoneId> zones, Instant now) {
    Horizon today = Horizon.from(now, 1);
    return new CallingHours(policy, today).permit(zones, today.start());
  }
}
