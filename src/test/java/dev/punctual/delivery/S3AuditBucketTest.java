package dev.punctual.delivery;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.Config;
import dev.punctual.testkit.TestAws;
import dev.punctual.testkit.TestS3;
import dev.punctual.time.VertxTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The log arrives in a real S3 protocol, also when the S3 comes late. */
class S3AuditBucketTest {
  private static final String BUCKET = "audit";
  private static final Vertx VERTX = Vertx.vertx();
  private static final TestS3 S3 = TestS3.place();

  @BeforeAll
  static void provideCredentials() {
    TestAws.configure();
  }

  @AfterAll
  static void close() {
    S3.close();
    await(VERTX.close());
  }

  @Test
  void whatIsAppendedBeforeTheBucketIsThereArrivesAsJsonLines() throws Exception {
    S3AuditBucket bucket = await(S3AuditBucket.open(VERTX, BUCKET, config()));
    BatchedAudit audit =
        new BatchedAudit(
            bucket,
            new VertxTimers(VERTX),
            Clock.systemUTC(),
            Duration.ofMillis(50),
            10_000,
            new AuditMetrics(new SimpleMeterRegistry()));

    Future<Void> flushed =
        Future.future(
            promise ->
                VERTX.runOnContext(
                    go -> {
                      audit.append(BatchedAuditTest.records(0, 1_200));
                      audit.flush().onComplete(promise);
                    }));
    S3.start(BUCKET);
    flushed.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);

    List<String> objects = stored();
    assertThat(objects).hasSize(2);
    assertThat(objects.get(0).lines()).hasSize(1_000);
    assertThat(objects.get(1).lines())
        .hasSize(200)
        .first()
        .isEqualTo(
            """
            {"at":"2026-11-25T08:00:00Z","tenant":"default","driver_id":"d1","package_id":"p1000",\
            "from":null,"to":"assigned","request_id":"r1"}""");
    await(bucket.close());
  }

  private static List<String> stored() {
    S3AsyncClient client =
        AwsClients.s3(
            new AwsClients.Target(
                Optional.empty(), Optional.of(S3.endpoint()), Duration.ofSeconds(5)));
    try {
      return client
          .listObjectsV2(list -> list.bucket(BUCKET).prefix("deliveries/"))
          .join()
          .contents()
          .stream()
          .map(S3Object::key)
          .sorted()
          .map(
              key ->
                  client
                      .getObject(
                          get -> get.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                      .join()
                      .asUtf8String())
          .toList();
    } finally {
      client.close();
    }
  }

  private static Config.Delivery.AuditBucket config() {
    return new Config.Delivery.AuditBucket(
        Optional.of(BUCKET),
        Optional.empty(),
        Optional.of(S3.endpoint()),
        "deliveries/",
        Duration.ofSeconds(10),
        10_000);
  }
}
