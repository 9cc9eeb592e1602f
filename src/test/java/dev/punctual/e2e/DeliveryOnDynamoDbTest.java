package dev.punctual.e2e;

import dev.punctual.testkit.TestDynamoDb;
import java.util.Map;

/** The same days of deliveries, with the assignments in DynamoDB. */
class DeliveryOnDynamoDbTest extends DeliveryServiceTest {

  @Override
  Map<String, String> store() {
    return Map.of(
        "PUNCTUAL_DELIVERY_STORE",
        "dynamodb",
        "PUNCTUAL_DELIVERY_DYNAMODB_ENDPOINT",
        TestDynamoDb.endpoint().toString(),
        "PUNCTUAL_DELIVERY_DYNAMODB_TABLE",
        TestDynamoDb.newTable(),
        "PUNCTUAL_DELIVERY_DYNAMODB_CREATE_TABLE",
        "true");
  }
}
