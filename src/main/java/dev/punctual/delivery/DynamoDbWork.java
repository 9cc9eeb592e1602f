package dev.punctual.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * One operation of the store. What passes (throttling, an outage, parts of a batch that were left
 * out) is tried again after pauses with full jitter; when nothing has succeeded for the limit, the
 * operation is {@code unavailable}. Everything that is sent may arrive twice: a request must bear
 * that. Answers arrive on the caller's context.
 */
final class DynamoDbWork {
  private static final FullJitter JITTER =
      new FullJitter(Duration.ofMillis(50), Duration.ofSeconds(2));
  private static final int WRITES_A_BATCH = 25;
  private static final int READS_A_BATCH = 100;
  private static final int LANES = 8;

  private final DynamoDbLink link;
  private volatile Instant deadline;

  DynamoDbWork(DynamoDbLink link) {
    this.link = link;
    this.deadline = link.clock().instant().plus(link.limit());
  }

  String table() {
    return link.table();
  }

  <R> Future<R> call(Function<DynamoDbAsyncClient, CompletableFuture<R>> request) {
    return attempt(request, 1);
  }

  private <R> Future<R> attempt(
      Function<DynamoDbAsyncClient, CompletableFuture<R>> request, int number) {
    return Future.succeededFuture(link.vertx().getOrCreateContext())
        .compose(here -> Future.fromCompletionStage(request.apply(link.client()), here))
        .onSuccess(answer -> deadline = link.clock().instant().plus(link.limit()))
        .recover(
            wrapped -> {
              Throwable failure = DynamoDbFailures.unwrapped(wrapped);
              return DynamoDbFailures.isPassing(failure)
                  ? after(number, failure, () -> attempt(request, number + 1))
                  : Future.failedFuture(failure);
            });
  }

  private <R> Future<R> after(int failures, Throwable reason, Supplier<Future<R>> next) {
    Duration pause = JITTER.pause(failures, ThreadLocalRandom.current().nextDouble());
    if (link.clock().instant().plus(pause).isAfter(deadline)) {
      return Future.failedFuture(DynamoDbFailures.unavailable(reason));
    }
    Promise<Void> paused = Promise.promise();
    link.timers().once(pause, paused::complete);
    return paused.future().compose(over -> next.get());
  }

  /** Writes what needs no condition, in batches. */
  Future<Void> write(List<WriteRequest> writes) {
    return Lanes.run(Lanes.pieces(writes, WRITES_A_BATCH), LANES, batch -> write(batch, 1))
        .mapEmpty();
  }

  private Future<Void> write(List<WriteRequest> batch, int number) {
    BatchWriteItemRequest request =
        BatchWriteItemRequest.builder().requestItems(Map.of(table(), batch)).build();
    return call(client -> client.batchWriteItem(request))
        .compose(
            answer -> {
              List<WriteRequest> left = answer.unprocessedItems().getOrDefault(table(), List.of());
              return left.isEmpty()
                  ? Future.succeededFuture()
                  : after(number, leftOut(left.size()), () -> write(left, number + 1));
            });
  }

  /** Those of the items with these keys that are there, consistently, in any order. */
  Future<List<Map<String, AttributeValue>>> read(List<Map<String, AttributeValue>> keys) {
    List<Map<String, AttributeValue>> found = new ArrayList<>();
    return Lanes.run(Lanes.pieces(keys, READS_A_BATCH), LANES, batch -> read(batch, found, 1))
        .map(done -> found);
  }

  private Future<Void> read(
      List<Map<String, AttributeValue>> keys, List<Map<String, AttributeValue>> found, int number) {
    BatchGetItemRequest request =
        BatchGetItemRequest.builder()
            .requestItems(
                Map.of(
                    table(), KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))
            .build();
    return call(client -> client.batchGetItem(request))
        .compose(
            answer -> {
              found.addAll(answer.responses().getOrDefault(table(), List.of()));
              KeysAndAttributes left = answer.unprocessedKeys().get(table());
              return left == null || !left.hasKeys()
                  ? Future.succeededFuture()
                  : after(
                      number,
                      leftOut(left.keys().size()),
                      () -> read(left.keys(), found, number + 1));
            });
  }

  /** The items of a query in their order, at most {@code limit} of them. */
  Future<List<Map<String, AttributeValue>>> query(QueryRequest.Builder query, int limit) {
    return query(query.tableName(table()).consistentRead(true), new ArrayList<>(), limit);
  }

  private Future<List<Map<String, AttributeValue>>> query(
      QueryRequest.Builder query, List<Map<String, AttributeValue>> found, int limit) {
    QueryRequest page = query.limit(limit - found.size()).build();
    return call(client -> client.query(page))
        .compose(
            (QueryResponse answer) -> {
              found.addAll(answer.items());
              return found.size() >= limit || !answer.hasLastEvaluatedKey()
                  ? Future.succeededFuture(found)
                  : query(query.exclusiveStartKey(answer.lastEvaluatedKey()), found, limit);
            });
  }

  /** Asks again and again until the answer is yes. */
  Future<Void> until(Supplier<Future<Boolean>> question) {
    return until(question, 1);
  }

  private Future<Void> until(Supplier<Future<Boolean>> question, int number) {
    return question
        .get()
        .compose(
            yes ->
                yes
                    ? Future.succeededFuture()
                    : after(number, leftOut(1), () -> until(question, number + 1)));
  }

  private static Throwable leftOut(int count) {
    return SdkClientException.create(count + " of a batch were left out");
  }
}
