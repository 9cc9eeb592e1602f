package dev.punctual.delivery;

import dev.punctual.time.Timers;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The table, and how it is spoken to.
 *
 * @param limit after which an operation of the store gives up
 */
record DynamoDbLink(
    DynamoDbAsyncClient client,
    String table,
    Vertx vertx,
    Timers timers,
    Clock clock,
    Duration limit) {

  /** Begins an operation of the store; its time runs from now. */
  DynamoDbWork begin() {
    return new DynamoDbWork(this, clock.instant().plus(limit));
  }
}
