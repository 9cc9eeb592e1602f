package dev.punctual.delivery.domain;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A package of the day; the field's word is taken in Java.
 *
 * @param hazmatClass empty for what is not hazardous
 * @param deliveryHour the hour of the day at which it shall arrive, 0 to 23
 */
public record Parcel(
    String packageId,
    double weightKg,
    boolean isPerishable,
    String region,
    double distanceKm,
    boolean isExpress,
    boolean isFragile,
    OptionalInt hazmatClass,
    double temperatureC,
    int deliveryHour,
    double volumeM3,
    Optional<String> destinationAddress) {}
