package dev.punctual.app;

import dev.punctual.app.tracing.Tracing;
import dev.punctual.config.Config;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node runs on: Vert.x, alone or in a cluster.
 *
 * @param membership empty for a node that is alone
 */
record Platform(Vertx vertx, Optional<Membership> membership) {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /**
   * Starts it; in a cluster this returns when the node is a member.
   *
   * @throws StartFailure if the node cannot join
   */
  static Platform start(Config.Cluster cluster, MeterRegistry meters, Optional<Tracing> tracing) {
    meters.config().meterFilter(MeterFilter.deny(Platform::tellsAnEndpoint));
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setMetricsOptions(
                new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true));
    BusSettings.apply(options.getEventBusOptions(), cluster);
    VertxBuilder builder =
        Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
    tracing.map(Tracing::factory).ifPresent(builder::withTracer);
    if (cluster.isAlone()) {
      return new Platform(builder.build(), Optional.empty());
    }
    Membership membership = Membership.join(cluster);
    Vertx vertx =
        Blocking.await(
            "starting the clustered event bus",
            START_LIMIT,
            builder.withClusterManager(membership.clusterManager()).buildClustered());
    return new Platform(vertx, Optional.of(membership));
  }

  /** An HTTP client has a pool for every endpoint that it calls, named after its address. */
  private static boolean tellsAnEndpoint(Meter.Id meter) {
    return "http".equals(meter.getTag(Label.POOL_TYPE.toString()));
  }

  /** Lets the other members know that this one is about to stop. */
  void withdraw() {
    membership.ifPresent(
        member -> Blocking.await("telling the cluster", STOP_LIMIT, member.withdraw()));
  }

  void close() {
    Blocking.await("closing Vert.x", STOP_LIMIT, vertx.close());
    membership.ifPresent(Membership::leave);
  }
}
