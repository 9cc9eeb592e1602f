package dev.punctual.delivery;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Clients of AWS: asynchronous on Netty, every step timed out, nothing tried twice (whoever calls
 * decides on that). Credentials come from the SDK's default chain. To make one looks around for
 * region and credentials, perhaps over the network: that does not belong on an event loop.
 */
final class AwsClients {
  static final int CONNECTIONS = 64;
  private static final int PENDING = 10_000;
  private static final int THREADS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Where a service is.
   *
   * @param region empty: as the SDK's default chain finds it
   * @param endpoint empty: AWS itself
   * @param attemptTimeout for one request and its answer
   */
  record Target(Optional<String> region, Optional<URI> endpoint, Duration attemptTimeout) {}

  private AwsClients() {}

  static DynamoDbAsyncClient dynamoDb(Target target) {
    return configured(DynamoDbAsyncClient.builder(), target).build();
  }

  static S3AsyncClient s3(Target target) {
    // Names in the path: a stand-in has no subdomains.
    return configured(S3AsyncClient.builder(), target)
        .forcePathStyle(target.endpoint().isPresent())
        .build();
  }

  private static <B extends AwsAsyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B configured(
      B builder, Target target) {
    target.region().ifPresent(region -> builder.region(Region.of(region)));
    target.endpoint().ifPresent(builder::endpointOverride);
    return builder
        .credentialsProvider(credentials())
        .httpClientBuilder(http(target))
        .asyncConfiguration(
            async ->
                // Whoever waits hops to a context of its own at once.
                async.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .overrideConfiguration(
            override ->
                override
                    .retryStrategy(DefaultRetryStrategy.doNotRetry())
                    .apiCallAttemptTimeout(target.attemptTimeout()));
  }

  /** Found now and renewed in the background, so that no request waits for a renewal. */
  private static AwsCredentialsProvider credentials() {
    DefaultCredentialsProvider provider =
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build();
    provider.resolveCredentials();
    return provider;
  }

  private static NettyNioAsyncHttpClient.Builder http(Target target) {
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(THREADS))
        .maxConcurrency(CONNECTIONS)
        .maxPendingConnectionAcquires(PENDING)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(target.attemptTimeout())
        .readTimeout(target.attemptTimeout())
        .writeTimeout(target.attemptTimeout());
  }
}
