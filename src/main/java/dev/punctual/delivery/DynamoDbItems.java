package dev.punctual.delivery;

import static dev.punctual.delivery.DynamoDbKeys.PACKAGE_ID;
import static dev.punctual.delivery.DynamoDbKeys.number;
import static dev.punctual.delivery.DynamoDbKeys.text;

import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Assignments and claims as items. */
final class DynamoDbItems {
  static final String STATUS = "status";
  static final String UPDATED_AT = "updated_at";

  /** The number of the round that gave the package to the driver. */
  static final String ROUND = "round";

  /** The last change of status, by which its sender knows it again. */
  static final String CHANGE = "change_id";

  /** Of a claim: the driver, and whether the package is out. */
  static final String HOLDER = "holder";

  static final String OUT = "out";

  private static final String DRIVER = "driver";
  private static final String ADDRESS = "destination_address";
  private static final String WEIGHT = "weight_kg";
  private static final String VOLUME = "volume_m3";
  private static final String ASSIGNED_AT = "assigned_at";

  private DynamoDbItems() {}

  /** An assignment that a round made. */
  static Map<String, AttributeValue> assignment(String tenant, long round, Assignment assignment) {
    Map<String, AttributeValue> item = new HashMap<>(attributes(assignment));
    item.putAll(DynamoDbKeys.assignment(tenant, assignment.driverId(), assignment.packageId()));
    item.put(ROUND, number(round));
    return item;
  }

  /** The claim of a driver on a package that a round made. */
  static Map<String, AttributeValue> claim(String tenant, long round, Assignment assignment) {
    Map<String, AttributeValue> item =
        new HashMap<>(DynamoDbKeys.claim(tenant, assignment.packageId()));
    item.put(HOLDER, text(assignment.driverId()));
    item.put(OUT, AttributeValue.fromBool(true));
    item.put(ROUND, number(round));
    return item;
  }

  /** An assignment as a value inside another item. */
  static AttributeValue staged(Assignment assignment) {
    Map<String, AttributeValue> map = new HashMap<>(attributes(assignment));
    map.put(PACKAGE_ID, text(assignment.packageId()));
    return AttributeValue.fromM(map);
  }

  private static Map<String, AttributeValue> attributes(Assignment assignment) {
    Map<String, AttributeValue> map = new HashMap<>();
    map.put(DRIVER, text(assignment.driverId()));
    map.put(STATUS, text(assignment.status().label()));
    map.put(WEIGHT, AttributeValue.fromN(Double.toString(assignment.weightKg())));
    map.put(VOLUME, AttributeValue.fromN(Double.toString(assignment.volumeM3())));
    map.put(ASSIGNED_AT, text(assignment.assignedAt().toString()));
    map.put(UPDATED_AT, text(assignment.updatedAt().toString()));
    assignment.destinationAddress().ifPresent(address -> map.put(ADDRESS, text(address)));
    return map;
  }

  /** Reads either form. */
  static Assignment assignment(Map<String, AttributeValue> item) {
    return new Assignment(
        required(item, DRIVER).s(),
        required(item, PACKAGE_ID).s(),
        status(item),
        Optional.ofNullable(item.get(ADDRESS)).map(AttributeValue::s),
        Double.parseDouble(required(item, WEIGHT).n()),
        Double.parseDouble(required(item, VOLUME).n()),
        Instant.parse(required(item, ASSIGNED_AT).s()),
        Instant.parse(required(item, UPDATED_AT).s()));
  }

  static DeliveryStatus status(Map<String, AttributeValue> item) {
    String label = required(item, STATUS).s();
    return DeliveryStatus.of(label)
        .orElseThrow(() -> new IllegalStateException("'%s' is no status".formatted(label)));
  }

  static long round(Map<String, AttributeValue> item) {
    return Long.parseLong(required(item, ROUND).n());
  }

  static AttributeValue required(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null) {
      throw new IllegalStateException("an item lacks its attribute " + attribute);
    }
    return value;
  }
}
