package dev.punctual.call.domain;

import dev.punctual.call.domain.PhoneReading.Dialable;
import dev.punctual.call.domain.PhoneReading.NotDialable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** An entry of a batch as far as it can be understood by itself. */
public sealed interface Callee {

  /**
   * Somebody who can be called.
   *
   * @param zones at least one; the call must be inside the window in all of them
   * @param scheduled the time that was asked for
   */
  record Reachable(Phone phone, List<ZoneId> zones, Optional<Instant> scheduled) implements Callee {
    public Reachable {
      zones = List.copyOf(zones);
    }

    /** The one that stands for all of them. */
    String zone() {
      return zones.get(0).getId();
    }
  }

  record Unreachable(Optional<Phone> phone, Reason reason) implements Callee {}

  /** A given zone wins over the number's own. */
  static Callee of(CallRequest request, PhoneReading reading) {
    if (request.name().isBlank()) {
      return new Unreachable(Optional.empty(), Reason.NAME_MISSING);
    }
    if (request.phone().isBlank()) {
      return new Unreachable(Optional.empty(), Reason.PHONE_MISSING);
    }
    if (reading instanceof NotDialable refused) {
      return new Unreachable(Optional.empty(), refused.reason());
    }
    return reachable(request, (Dialable) reading);
  }

  private static Callee reachable(CallRequest request, Dialable number) {
    Optional<Phone> phone = Optional.of(number.phone());
    Optional<ZoneId> given = request.timezone().flatMap(IanaZones::find);
    if (request.timezone().isPresent() && given.isEmpty()) {
      return new Unreachable(phone, Reason.TIMEZONE_UNKNOWN);
    }
    if (given.isEmpty() && number.tollFree()) {
      return new Unreachable(phone, Reason.PHONE_TOLL_FREE);
    }
    List<ZoneId> zones = given.map(List::of).orElse(number.zones());
    if (zones.isEmpty()) {
      return new Unreachable(phone, Reason.TIMEZONE_NOT_FOUND);
    }
    try {
      return new Reachable(number.phone(), zones, request.scheduled().map(Callee::instant));
    } catch (DateTimeException e) {
      return new Unreachable(phone, Reason.SCHEDULED_UNREADABLE);
    }
  }

  private static Instant instant(String text) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
  }
}
