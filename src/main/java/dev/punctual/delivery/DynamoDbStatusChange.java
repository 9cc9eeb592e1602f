package dev.punctual.delivery;

import static dev.punctual.delivery.DynamoDbKeys.number;
import static dev.punctual.delivery.DynamoDbKeys.text;

import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * One step of one package. It is taken in a transaction on the condition that nothing changed since
 * the assignment was read; together with it, a package that failed becomes free. An id of its own
 * lets the step know itself again when an answer was lost.
 */
final class DynamoDbStatusChange {
  private final DynamoDbWork work;
  private final ChangeStatus command;
  private final String id;
  private final Instant now;

  DynamoDbStatusChange(DynamoDbWork work, ChangeStatus command, String id, Instant now) {
    this.work = work;
    this.command = command;
    this.id = id;
    this.now = now;
  }

  /** The assignment after the step; fails as {@link DeliveryStore#change} tells. */
  Future<Assignment> run() {
    return read().compose(this::step);
  }

  private Future<Assignment> step(Map<String, AttributeValue> current) {
    if (current.isEmpty()) {
      return Future.failedFuture(DeliveryProblems.notFound(command));
    }
    if (isMine(current)) {
      return Future.succeededFuture(DynamoDbItems.assignment(current));
    }
    DeliveryStatus status = DynamoDbItems.status(current);
    if (!command.status().previous().equals(Optional.of(status))) {
      return Future.failedFuture(DeliveryProblems.stepRefused(command, status));
    }
    return write(current)
        .map(done -> moved(DynamoDbItems.assignment(current)))
        .recover(
            failure ->
                failure instanceof TransactionCanceledException canceled
                        && DynamoDbFailures.failedOnCondition(canceled)
                    ? run()
                    : Future.failedFuture(failure));
  }

  private boolean isMine(Map<String, AttributeValue> current) {
    return text(id).equals(current.get(DynamoDbItems.CHANGE));
  }

  private Assignment moved(Assignment before) {
    return new Assignment(
        before.driverId(),
        before.packageId(),
        command.status(),
        before.destinationAddress(),
        before.weightKg(),
        before.volumeM3(),
        before.assignedAt(),
        now);
  }

  private Future<Map<String, AttributeValue>> read() {
    GetItemRequest get =
        GetItemRequest.builder().tableName(work.table()).key(key()).consistentRead(true).build();
    return work.call(client -> client.getItem(get))
        .map(answer -> answer.hasItem() ? answer.item() : Map.of());
  }

  private Future<Void> write(Map<String, AttributeValue> current) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(status(current));
    if (!command.status().isOut()) {
      writes.add(release());
    }
    TransactWriteItemsRequest request =
        TransactWriteItemsRequest.builder().transactItems(writes).build();
    return work.call(client -> client.transactWriteItems(request)).mapEmpty();
  }

  private TransactWriteItem status(Map<String, AttributeValue> current) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":before", DynamoDbItems.required(current, DynamoDbItems.STATUS));
    values.put(":round", number(DynamoDbItems.round(current)));
    values.put(":status", text(command.status().label()));
    values.put(":now", text(now.toString()));
    values.put(":change", text(id));
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(work.table())
                    .key(key())
                    .updateExpression(
                        "SET #status = :status, updated_at = :now, change_id = :change")
                    .conditionExpression("#status = :before AND #round = :round")
                    .expressionAttributeNames(
                        Map.of(
                            "#status", DynamoDbItems.STATUS,
                            "#round", DynamoDbItems.ROUND))
                    .expressionAttributeValues(values))
        .build();
  }

  /** The claim stays, so that whoever carries out its round late does not renew it. */
  private TransactWriteItem release() {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(work.table())
                    .key(DynamoDbKeys.claim(command.tenant(), command.packageId()))
                    .updateExpression("SET #out = :no")
                    .conditionExpression("holder = :driver")
                    .expressionAttributeNames(Map.of("#out", DynamoDbItems.OUT))
                    .expressionAttributeValues(
                        Map.of(
                            ":no", AttributeValue.fromBool(false),
                            ":driver", text(command.driverId()))))
        .build();
  }

  private Map<String, AttributeValue> key() {
    return DynamoDbKeys.assignment(command.tenant(), command.driverId(), command.packageId());
  }
}
