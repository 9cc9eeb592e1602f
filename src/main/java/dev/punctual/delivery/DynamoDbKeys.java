package dev.punctual.delivery;

import dev.punctual.config.ApiKey;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The keys of the table's items. An assignment lies under its driver and its package, as everyone
 * expects who reads the table: the default tenant's driver {@code d7} is {@code d7}, the driver of
 * another tenant is {@code tenant/d7}. No id holds a slash or a tilde, so the store's own items,
 * which begin with a tilde, are never mistaken for an assignment.
 */
final class DynamoDbKeys {
  static final String DRIVER_ID = "driver_id";
  static final String PACKAGE_ID = "package_id";

  private DynamoDbKeys() {}

  static Map<String, AttributeValue> assignment(String tenant, String driverId, String packageId) {
    return key(driver(tenant, driverId), packageId);
  }

  /** The partition of a driver's assignments. */
  static String driver(String tenant, String driverId) {
    return tenant.equals(ApiKey.DEFAULT_TENANT) ? driverId : tenant + "/" + driverId;
  }

  /** The partition of the drivers that were ever given something, each under its id. */
  static String drivers(String tenant) {
    return "~drivers/" + tenant;
  }

  /** Who was given a package last, and whether it is still out. */
  static Map<String, AttributeValue> claim(String tenant, String packageId) {
    return key("~package/%s/%s".formatted(tenant, packageId), packageId);
  }

  /** The partition of a tenant's rounds, each under its number. */
  static String rounds(String tenant) {
    return "~rounds/" + tenant;
  }

  static String round(long number) {
    return "%012d".formatted(number);
  }

  /** The partition of what rounds consist of until they are carried out. */
  static String staged(String tenant) {
    return "~staged/" + tenant;
  }

  /** Begins the sort keys of what a round consists of; sorts behind every round before. */
  static String stagedFor(long number, String roundId) {
    return round(number) + "/" + roundId + "/";
  }

  static Map<String, AttributeValue> key(String partition, String sort) {
    return Map.of(DRIVER_ID, text(partition), PACKAGE_ID, text(sort));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
