package dev.punctual.delivery;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDynamoDb;
import dev.punctual.time.VertxTimers;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is promised of every store, and how its items look to others. */
class DynamoDbDeliveryStoreTest extends DeliveryStoreContract {
  private static Vertx vertx;
  private static DynamoDbAsyncClient client;
  private DynamoDbLink link;
  private DynamoDbDeliveryStore store;

  @BeforeAll
  static void connect() {
    vertx = Vertx.vertx();
    client = client(TestDynamoDb.endpoint());
  }

  @AfterAll
  static void disconnect() {
    client.close();
    await(vertx.close());
  }

  static DynamoDbAsyncClient client(URI endpoint) {
    return AwsClients.dynamoDb(
        new AwsClients.Target(Optional.empty(), Optional.of(endpoint), Duration.ofSeconds(5)));
  }

  @BeforeEach
  void makeTable() {
    link =
        new DynamoDbLink(
            client,
            TestDynamoDb.newTable(),
            vertx,
            new VertxTimers(vertx),
            Clock.systemUTC(),
            Duration.ofSeconds(8));
    await(DynamoDbTable.create(link.begin()));
    store = new DynamoDbDeliveryStore(link);
  }

  @Override
  DeliveryStore store() {
    return store;
  }

  @Test
  void anAssignmentLiesUnderItsDriverAndItsPackage() {
    add(assignment("d1", "p1"));

    Map<String, AttributeValue> item = item("d1", "p1");

    assertThat(item)
        .containsEntry("status", AttributeValue.fromS("assigned"))
        .containsEntry("weight_kg", AttributeValue.fromN("1.5"))
        .containsEntry("volume_m3", AttributeValue.fromN("0.25"));
  }

  @Test
  void anotherTenantsDriverCarriesItsName() {
    DeliveryStore.Out seen = await(store.out("north", List.of("p1")));
    await(store.add("north", seen, List.of(assignment("d1", "p1"))));

    assertThat(item("north/d1", "p1")).containsEntry("status", AttributeValue.fromS("assigned"));
    assertThat(item("d1", "p1")).isEmpty();
  }

  @Test
  void makingTheTableAgainChangesNothing() {
    add(assignment("d1", "p1"));

    await(DynamoDbTable.create(link.begin()));

    await(DynamoDbTable.find(link.begin()));
    assertThat(all()).hasSize(1);
  }

  @Test
  void nothingStaysStagedOfRoundsThatWonOrLost() {
    DeliveryStore.Out seen = await(store.out(TENANT, List.of("p1")));
    await(store.add(TENANT, seen, List.of(assignment("d1", "p1"))));
    await(store.add(TENANT, seen, List.of(assignment("d2", "p1"))));
    add(assignment("d1", "p2"));

    Awaitility.await().until(() -> staged() == 0);
  }

  private int staged() {
    return client
        .query(
            query ->
                query
                    .tableName(link.table())
                    .keyConditionExpression("driver_id = :staged")
                    .expressionAttributeValues(
                        Map.of(":staged", AttributeValue.fromS("~staged/default"))))
        .join()
        .count();
  }

  private Map<String, AttributeValue> item(String driverId, String packageId) {
    return client
        .getItem(
            get ->
                get.tableName(link.table())
                    .key(
                        Map.of(
                            "driver_id", AttributeValue.fromS(driverId),
                            "package_id", AttributeValue.fromS(packageId))))
        .join()
        .item();
  }
}
