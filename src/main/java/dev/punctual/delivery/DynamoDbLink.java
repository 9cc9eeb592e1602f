package dev.punctual.delivery;

import dev.punctual.config.Config;
import dev.punctual.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The table, and how it is spoken to.
 *
 * @param limit after so long without any success an operation of the store gives up
 */
record DynamoDbLink(
    DynamoDbAsyncClient client,
    String table,
    Vertx vertx,
    Timers timers,
    Clock clock,
    Duration limit) {

  /** Connects, and finds the table or makes it. */
  static Future<DynamoDbLink> open(
      Vertx vertx, Timers timers, Clock clock, Config.Delivery.DynamoDb config) {
    AwsClients.Target target =
        new AwsClients.Target(config.region(), config.endpoint(), config.attemptTimeout());
    return vertx
        .executeBlocking(() -> warmedUp(AwsClients.dynamoDb(target), config.table()))
        .map(
            client ->
                new DynamoDbLink(client, config.table(), vertx, timers, clock, config.timeLimit()))
        .compose(link -> link.prepared(config.createTable()));
  }

  /** The first request loads hundreds of classes; its outcome does not matter yet. */
  private static DynamoDbAsyncClient warmedUp(DynamoDbAsyncClient client, String table) {
    return client
        .describeTable(describe -> describe.tableName(table))
        .handle((answer, failure) -> client)
        .join();
  }

  private Future<DynamoDbLink> prepared(boolean createTable) {
    Future<Void> table = createTable ? DynamoDbTable.create(begin()) : DynamoDbTable.find(begin());
    return table
        .map(this)
        .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
  }

  Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          client.close();
          return null;
        });
  }

  /** Begins an operation of the store. */
  DynamoDbWork begin() {
    return new DynamoDbWork(this);
  }
}
