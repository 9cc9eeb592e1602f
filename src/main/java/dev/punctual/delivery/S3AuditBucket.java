package dev.punctual.delivery;

import dev.punctual.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Objects of JSON lines in an S3 bucket. */
final class S3AuditBucket implements AuditBucket {
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(10);
  private static final String JSON_LINES = "application/x-ndjson";

  private final Vertx vertx;
  private final S3AsyncClient client;
  private final String bucket;
  private final String prefix;

  private S3AuditBucket(Vertx vertx, S3AsyncClient client, String bucket, String prefix) {
    this.vertx = vertx;
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** Does not ask whether the bucket is there: what is appended waits for it. */
  static Future<S3AuditBucket> open(
      Vertx vertx, String bucket, Config.Delivery.AuditBucket config) {
    AwsClients.Target target =
        new AwsClients.Target(config.region(), config.endpoint(), ATTEMPT_TIMEOUT);
    return vertx.executeBlocking(
        () -> new S3AuditBucket(vertx, AwsClients.s3(target), bucket, config.prefix()));
  }

  @Override
  public Future<Void> put(String name, List<AuditRecord> records) {
    return vertx
        .executeBlocking(() -> send(prefix + name, lines(records)))
        .compose(sent -> Future.fromCompletionStage(sent, vertx.getOrCreateContext()))
        .mapEmpty();
  }

  private CompletableFuture<PutObjectResponse> send(String key, byte[] lines) {
    return client.putObject(
        put -> put.bucket(bucket).key(key).contentType(JSON_LINES),
        AsyncRequestBody.fromBytes(lines));
  }

  Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          client.close();
          return null;
        });
  }

  private static byte[] lines(List<AuditRecord> records) {
    StringBuilder lines = new StringBuilder();
    records.forEach(record -> lines.append(AuditLine.of(record)).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
