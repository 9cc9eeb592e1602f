package dev.punctual.call.domain;

import java.time.ZoneId;
import java.util.List;

/** What a written phone number turned out to be. */
public sealed interface PhoneReading {

  /**
   * A number that may be called.
   *
   * @param tollFree whether it is where its owner is, not where its digits say
   * @param zones every zone that the number may be in; empty if none is known
   */
  record Dialable(Phone phone, boolean tollFree, List<ZoneId> zones) implements PhoneReading {
    public Dialable {
      zones = List.copyOf(zones);
    }
  }

  record NotDialable(Reason reason) implements PhoneReading {}
}
