package dev.punctual.delivery;

import static dev.punctual.delivery.DynamoDbKeys.number;

import dev.punctual.delivery.DynamoDbRounds.Round;
import dev.punctual.delivery.domain.Assignment;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Carries stored rounds out: puts each assignment and its claim in their place, unless they are
 * there already. Anybody may do that, at any time, several at once, and again: an item is written
 * only over one of an earlier round.
 */
final class DynamoDbPlacement {
  /** A transaction holds a hundred items at most: an assignment and a claim each. */
  private static final int ASSIGNMENTS_A_TRANSACTION = 50;

  private static final int LANES = 8;
  private static final String ONLY_FORWARD = "attribute_not_exists(driver_id) OR #round < :round";

  /** What this node is carrying out; whoever comes along waits for it. */
  private final Map<String, Future<Void>> underWay = new ConcurrentHashMap<>();

  /** Succeeds when all of a round is in its place. */
  Future<Void> carryOut(DynamoDbWork work, Round round) {
    if (round.carriedOut()) {
      return Future.succeededFuture();
    }
    Future<Void> running = underWay.get(round.id());
    if (running != null) {
      return running;
    }
    Future<Void> mine =
        DynamoDbRounds.staged(work, round).compose(staged -> place(work, round, staged));
    underWay.put(round.id(), mine);
    return mine.onComplete(done -> underWay.remove(round.id(), mine));
  }

  private static Future<Void> place(
      DynamoDbWork work, Round round, Optional<List<Assignment>> staged) {
    if (staged.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Assignment> assignments = staged.get();
    return work.write(drivers(round.tenant(), assignments))
        .compose(
            known ->
                Lanes.run(
                    Lanes.pieces(assignments, ASSIGNMENTS_A_TRANSACTION),
                    LANES,
                    piece -> put(work, round, piece)))
        .compose(placed -> DynamoDbRounds.noteCarriedOut(work, round));
  }

  /** Lists look for assignments by the drivers that are known. */
  private static List<WriteRequest> drivers(String tenant, List<Assignment> assignments) {
    return assignments.stream()
        .map(Assignment::driverId)
        .distinct()
        .map(driver -> DynamoDbKeys.key(DynamoDbKeys.drivers(tenant), driver))
        .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
        .toList();
  }

  private static Future<Void> put(DynamoDbWork work, Round round, List<Assignment> piece) {
    if (piece.isEmpty()) {
      return Future.succeededFuture();
    }
    List<TransactWriteItem> puts = new ArrayList<>();
    for (Assignment assignment : piece) {
      puts.add(
          put(work, round, DynamoDbItems.assignment(round.tenant(), round.number(), assignment)));
      puts.add(put(work, round, DynamoDbItems.claim(round.tenant(), round.number(), assignment)));
    }
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder().transactItems(puts).build();
    return work.call(client -> client.transactWriteItems(request))
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof TransactionCanceledException canceled
                        && DynamoDbFailures.failedOnCondition(canceled)
                    ? put(work, round, missing(piece, canceled.cancellationReasons()))
                    : Future.failedFuture(failure));
  }

  private static TransactWriteItem put(
      DynamoDbWork work, Round round, Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(work.table())
                    .item(item)
                    .conditionExpression(ONLY_FORWARD)
                    .expressionAttributeNames(Map.of("#round", DynamoDbItems.ROUND))
                    .expressionAttributeValues(Map.of(":round", number(round.number()))))
        .build();
  }

  /** Somebody else was faster with the others. */
  private static List<Assignment> missing(
      List<Assignment> piece, List<CancellationReason> reasons) {
    List<Assignment> missing = new ArrayList<>();
    for (int i = 0; i < piece.size(); i++) {
      boolean placed =
          DynamoDbFailures.failedOnCondition(reasons.get(2 * i))
              || DynamoDbFailures.failedOnCondition(reasons.get(2 * i + 1));
      if (!placed) {
        missing.add(piece.get(i));
      }
    }
    return missing;
  }
}
