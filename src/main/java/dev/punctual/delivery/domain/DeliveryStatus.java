package dev.punctual.delivery.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a package is on its way: {@code assigned → accepted → in_progress → delivered |
 * failed_to_deliver}. Every status but the first is reached from exactly one other.
 */
public enum DeliveryStatus {
  ASSIGNED,
  ACCEPTED,
  IN_PROGRESS,
  DELIVERED,
  FAILED_TO_DELIVER;

  /** The one status from which this one is reached; empty for the first. */
  public Optional<DeliveryStatus> previous() {
    return switch (this) {
      case ASSIGNED -> Optional.empty();
      case ACCEPTED -> Optional.of(ASSIGNED);
      case IN_PROGRESS -> Optional.of(ACCEPTED);
      case DELIVERED, FAILED_TO_DELIVER -> Optional.of(IN_PROGRESS);
    };
  }

  /** Whether the package is with its driver, or was handed over: nobody else may be given it. */
  public boolean isOut() {
    return this != FAILED_TO_DELIVER;
  }

  /** As clients and stores write it, e.g. {@code in_progress}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DeliveryStatus> of(String label) {
    return Arrays.stream(values()).filter(status -> status.label().equals(label)).findFirst();
  }
}
