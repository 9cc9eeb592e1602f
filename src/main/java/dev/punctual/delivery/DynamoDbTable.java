package dev.punctual.delivery;

import io.vertx.core.Future;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** The table itself, for installations where nobody else makes it. */
final class DynamoDbTable {
  private DynamoDbTable() {}

  /** Succeeds if the table is there and can be used. */
  static Future<Void> find(DynamoDbWork work) {
    return isActive(work)
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof ResourceNotFoundException
                    ? Future.failedFuture(new IllegalStateException(absent(work.table())))
                    : Future.failedFuture(failure));
  }

  private static String absent(String table) {
    return "delivery.dynamodb.table: there is no %s; infra/terraform makes it, or create_table"
        .formatted(table);
  }

  /** Makes the table if it is not there, and waits until it can be used. */
  static Future<Void> create(DynamoDbWork work) {
    CreateTableRequest request =
        CreateTableRequest.builder()
            .tableName(work.table())
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                List.of(attribute(DynamoDbKeys.DRIVER_ID), attribute(DynamoDbKeys.PACKAGE_ID)))
            .keySchema(
                List.of(
                    key(DynamoDbKeys.DRIVER_ID, KeyType.HASH),
                    key(DynamoDbKeys.PACKAGE_ID, KeyType.RANGE)))
            .build();
    return work.call(client -> client.createTable(request))
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof ResourceInUseException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .compose(made -> work.until(() -> isActive(work)));
  }

  /** Asks once. */
  static Future<Void> ping(DynamoDbLink link) {
    return Future.fromCompletionStage(
            link.client().describeTable(describe -> describe.tableName(link.table())),
            link.vertx().getOrCreateContext())
        .mapEmpty();
  }

  private static Future<Boolean> isActive(DynamoDbWork work) {
    return work.call(client -> client.describeTable(describe -> describe.tableName(work.table())))
        .map(answer -> answer.table().tableStatus() == TableStatus.ACTIVE);
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
