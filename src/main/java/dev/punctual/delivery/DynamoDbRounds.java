package dev.punctual.delivery;

import static dev.punctual.delivery.DynamoDbItems.required;
import static dev.punctual.delivery.DynamoDbKeys.number;
import static dev.punctual.delivery.DynamoDbKeys.text;

import dev.punctual.delivery.domain.Assignment;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The log of rounds: what each consists of, which were stored, and whether it was carried out. */
final class DynamoDbRounds {
  private static final int ASSIGNMENTS_A_PIECE = 100;
  private static final String ROUND_ID = "round_id";
  private static final String PIECES = "pieces";
  private static final String CARRIED_OUT = "carried_out";
  private static final String ASSIGNMENTS = "assignments";

  private DynamoDbRounds() {}

  /**
   * A round.
   *
   * @param id by which its author knows it again
   * @param pieces in how many items its assignments are staged
   */
  record Round(String tenant, long number, String id, int pieces, boolean carriedOut) {}

  /** The last round that was stored, if there is one. */
  static Future<Optional<Round>> latest(DynamoDbWork work, String tenant) {
    QueryRequest.Builder query =
        QueryRequest.builder()
            .keyConditionExpression("driver_id = :rounds")
            .expressionAttributeValues(Map.of(":rounds", text(DynamoDbKeys.rounds(tenant))))
            .scanIndexForward(false);
    return work.query(query, 1)
        .map(items -> items.stream().findFirst().map(item -> round(tenant, item)));
  }

  /** Writes down what a round consists of; nobody looks at it before the round is stored. */
  static Future<Round> stage(
      DynamoDbWork work, String tenant, long number, String id, List<Assignment> assignments) {
    List<WriteRequest> writes = new ArrayList<>();
    for (List<Assignment> piece : Lanes.pieces(assignments, ASSIGNMENTS_A_PIECE)) {
      Map<String, AttributeValue> item =
          new HashMap<>(
              DynamoDbKeys.key(
                  DynamoDbKeys.staged(tenant),
                  DynamoDbKeys.stagedFor(number, id) + "%04d".formatted(writes.size())));
      item.put(
          ASSIGNMENTS, AttributeValue.fromL(piece.stream().map(DynamoDbItems::staged).toList()));
      writes.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
    }
    return work.write(writes).map(done -> new Round(tenant, number, id, writes.size(), false));
  }

  /**
   * Stores a round, if no other one has its number. That one write decides.
   *
   * @return whether this round has its number now
   */
  static Future<Boolean> store(DynamoDbWork work, Round round) {
    Map<String, AttributeValue> item = new HashMap<>(key(round));
    item.put(ROUND_ID, text(round.id()));
    item.put(PIECES, number(round.pieces()));
    PutItemRequest put =
        PutItemRequest.builder()
            .tableName(work.table())
            .item(item)
            .conditionExpression("attribute_not_exists(driver_id)")
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    return work.call(client -> client.putItem(put))
        .map(true)
        .recover(
            failure ->
                failure instanceof ConditionalCheckFailedException taken
                    ? Future.succeededFuture(isOf(round, taken.item()))
                    : Future.failedFuture(failure));
  }

  /** The answer to an earlier try may have been lost. */
  private static boolean isOf(Round round, Map<String, AttributeValue> stored) {
    return required(stored, ROUND_ID).s().equals(round.id());
  }

  /** What a stored round consists of; empty if it was carried out meanwhile. */
  static Future<Optional<List<Assignment>>> staged(DynamoDbWork work, Round round) {
    QueryRequest.Builder query =
        QueryRequest.builder()
            .keyConditionExpression("driver_id = :staged AND begins_with(package_id, :round)")
            .expressionAttributeValues(
                Map.of(
                    ":staged", text(DynamoDbKeys.staged(round.tenant())),
                    ":round", text(DynamoDbKeys.stagedFor(round.number(), round.id()))));
    return work.query(query, Integer.MAX_VALUE)
        .compose(
            pieces ->
                pieces.size() == round.pieces()
                    ? Future.succeededFuture(Optional.of(assignments(pieces)))
                    : explained(work, round));
  }

  private static List<Assignment> assignments(List<Map<String, AttributeValue>> pieces) {
    return pieces.stream()
        .flatMap(piece -> required(piece, ASSIGNMENTS).l().stream())
        .map(value -> DynamoDbItems.assignment(value.m()))
        .toList();
  }

  private static Future<Optional<List<Assignment>>> explained(DynamoDbWork work, Round round) {
    return latest(work, round.tenant())
        .map(
            latest -> {
              boolean over =
                  latest
                      .filter(last -> last.number() > round.number() || last.carriedOut())
                      .isPresent();
              if (!over) {
                throw new IllegalStateException(
                    "parts of the stored round %d are lost".formatted(round.number()));
              }
              return Optional.empty();
            });
  }

  /** Notes that every assignment of a round is in its place. */
  static Future<Void> noteCarriedOut(DynamoDbWork work, Round round) {
    UpdateItemRequest update =
        UpdateItemRequest.builder()
            .tableName(work.table())
            .key(key(round))
            .updateExpression("SET carried_out = :yes")
            .expressionAttributeValues(Map.of(":yes", AttributeValue.fromBool(true)))
            .build();
    return work.call(client -> client.updateItem(update)).mapEmpty();
  }

  /**
   * Deletes what was staged for a round that was carried out and for everything before: also for
   * rounds that lost their number to another, whenever their authors wrote it.
   */
  static Future<Void> sweep(DynamoDbWork work, Round round) {
    QueryRequest.Builder query =
        QueryRequest.builder()
            .keyConditionExpression("driver_id = :staged AND package_id < :next")
            .projectionExpression("driver_id, package_id")
            .expressionAttributeValues(
                Map.of(
                    ":staged", text(DynamoDbKeys.staged(round.tenant())),
                    ":next", text(DynamoDbKeys.round(round.number() + 1))));
    return work.query(query, Integer.MAX_VALUE)
        .compose(
            keys ->
                work.write(
                    keys.stream()
                        .map(
                            key ->
                                WriteRequest.builder()
                                    .deleteRequest(delete -> delete.key(key))
                                    .build())
                        .toList()));
  }

  private static Map<String, AttributeValue> key(Round round) {
    return DynamoDbKeys.key(
        DynamoDbKeys.rounds(round.tenant()), DynamoDbKeys.round(round.number()));
  }

  private static Round round(String tenant, Map<String, AttributeValue> item) {
    return new Round(
        tenant,
        Long.parseLong(required(item, DynamoDbKeys.PACKAGE_ID).s()),
        required(item, ROUND_ID).s(),
        Integer.parseInt(required(item, PIECES).n()),
        item.containsKey(CARRIED_OUT));
  }
}
