package dev.punctual.delivery.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A package that a driver was given, with what the driver needs to know of it.
 *
 * @param assignedAt when this driver was given the package
 * @param updatedAt when its status last changed
 */
public record Assignment(
    String driverId,
    String packageId,
    DeliveryStatus status,
    Optional<String> destinationAddress,
    double weightKg,
    double volumeM3,
    Instant assignedAt,
    Instant updatedAt) {

  /** A package that a driver is given now. */
  public static Assignment of(String driverId, Parcel parcel, Instant now) {
    return new Assignment(
        driverId,
        parcel.packageId(),
        DeliveryStatus.ASSIGNED,
        parcel.destinationAddress(),
        parcel.weightKg(),
        parcel.volumeM3(),
        now,
        now);
  }
}
