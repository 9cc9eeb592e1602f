package dev.punctual.app;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
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
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node runs on: Vert.x, alone or in a cluster.
 *
 * @param member this node's place in the cluster; empty for a node that is alone
 */
record Platform(Vertx vertx, Optional<HazelcastInstance> member) {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
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
    options.getEventBusOptions().setHost(cluster.host());
    VertxBuilder builder =
        Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
    tracing.map(Tracing::factory).ifPresent(builder::withTracer);
    if (cluster.isAlone()) {
      return new Platform(builder.build(), Optional.empty());
    }
    HazelcastInstance member = join(cluster);
    Vertx vertx =
        Blocking.await(
            "starting the clustered event bus",
            START_LIMIT,
            builder.withClusterManager(new HazelcastClusterManager(member)).buildClustered());
    return new Platform(vertx, Optional.of(member));
  }

  private static HazelcastInstance join(Config.Cluster cluster) {
    String here = cluster.host() + ":" + cluster.port();
    try {
      HazelcastInstance member = Hazelcast.newHazelcastInstance(HazelcastSettings.of(cluster));
      LOG.atInfo()
          .addKeyValue("member", here)
          .addKeyValue("members", member.getCluster().getMembers().size())
          .log("Joined the cluster");
      member.getCluster().addMembershipListener(new MembershipLog());
      return member;
    } catch (HazelcastException | IllegalStateException e) {
      throw new StartFailure(
          "Failed at joining the cluster as %s: %s".formatted(here, StartFailure.reason(e)), e);
    }
  }

  /** An HTTP client has a pool for every endpoint that it calls, named after its address. */
  private static boolean tellsAnEndpoint(Meter.Id meter) {
    return "http".equals(meter.getTag(Label.POOL_TYPE.toString()));
  }

  void close() {
    Blocking.await("closing Vert.x", STOP_LIMIT, vertx.close());
    member.ifPresent(HazelcastInstance::shutdown);
  }
}
