package dev.punctual.delivery;

import static dev.punctual.delivery.DynamoDbKeys.text;

import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.api.DeliveryApi.Position;
import dev.punctual.delivery.domain.Assignment;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Reads a page of assignments: driver by driver, a few drivers at once. */
final class DynamoDbListing {
  private static final int DRIVERS_AT_ONCE = 16;

  private final DynamoDbWork work;
  private final ListDeliveries query;
  private final long rounds;
  private final List<Assignment> page = new ArrayList<>();
  private boolean overtaken;

  /**
   * A page as it was after some rounds.
   *
   * @param rounds how many the reader knows to be in their places
   */
  DynamoDbListing(DynamoDbWork work, ListDeliveries query, long rounds) {
    this.work = work;
    this.query = query;
    this.rounds = rounds;
  }

  /** The page; empty if a later round came into its place meanwhile, perhaps not yet as a whole. */
  Future<Optional<List<Assignment>>> read() {
    return query
        .driverId()
        .map(driver -> readAll(List.of(driver)))
        .orElseGet(() -> readFrom(query.after().map(Position::driverId).orElse("")))
        .map(done -> overtaken ? Optional.empty() : Optional.of(List.copyOf(page)));
  }

  /** Reads the driver with this id and those behind. */
  private Future<Void> readFrom(String first) {
    return drivers(first)
        .compose(
            drivers ->
                readAll(drivers)
                    .compose(
                        done ->
                            isFull() || drivers.size() < DRIVERS_AT_ONCE
                                ? Future.succeededFuture()
                                : readFrom(drivers.get(drivers.size() - 1) + "\0")));
  }

  private Future<List<String>> drivers(String first) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":drivers", text(DynamoDbKeys.drivers(query.tenant())));
    String condition = "driver_id = :drivers";
    if (!first.isEmpty()) {
      values.put(":first", text(first));
      condition += " AND package_id >= :first";
    }
    return work.query(
            QueryRequest.builder()
                .keyConditionExpression(condition)
                .expressionAttributeValues(values),
            DRIVERS_AT_ONCE)
        .map(
            items ->
                items.stream()
                    .map(item -> DynamoDbItems.required(item, DynamoDbKeys.PACKAGE_ID).s())
                    .toList());
  }

  private Future<Void> readAll(List<String> drivers) {
    return Lanes.run(drivers, DRIVERS_AT_ONCE, this::ofDriver)
        .map(
            lists -> {
              lists.forEach(this::take);
              return null;
            });
  }

  private void take(List<Assignment> assignments) {
    page.addAll(assignments.subList(0, Math.min(assignments.size(), query.limit() - page.size())));
  }

  private boolean isFull() {
    return overtaken || page.size() >= query.limit();
  }

  /** So many of a driver's assignments as the page could still take. */
  private Future<List<Assignment>> ofDriver(String driver) {
    Position after = query.after().orElse(new Position("", ""));
    int order = driver.compareTo(after.driverId());
    return order < 0
        ? Future.succeededFuture(List.of())
        : ofDriver(driver, order == 0 ? after.packageId() : "", new ArrayList<>());
  }

  private Future<List<Assignment>> ofDriver(String driver, String after, List<Assignment> found) {
    int wanted = query.limit() - page.size() - found.size();
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":driver", text(DynamoDbKeys.driver(query.tenant(), driver)));
    String condition = "driver_id = :driver";
    if (!after.isEmpty()) {
      values.put(":after", text(after));
      condition += " AND package_id > :after";
    }
    return work.query(
            QueryRequest.builder()
                .keyConditionExpression(condition)
                .expressionAttributeValues(values),
            wanted)
        .compose(
            items -> {
              items.forEach(item -> select(item, found));
              if (items.size() < wanted || found.size() + page.size() >= query.limit()) {
                return Future.succeededFuture(found);
              }
              Map<String, AttributeValue> last = items.get(items.size() - 1);
              return ofDriver(
                  driver, DynamoDbItems.required(last, DynamoDbKeys.PACKAGE_ID).s(), found);
            });
  }

  /** What has another status is read too: a later round shows in any of a driver's assignments. */
  private void select(Map<String, AttributeValue> item, List<Assignment> found) {
    if (DynamoDbItems.round(item) > rounds) {
      overtaken = true;
    }
    Assignment assignment = DynamoDbItems.assignment(item);
    if (query.status().map(assignment.status()::equals).orElse(true)) {
      found.add(assignment);
    }
  }
}
