package dev.punctual.app;

import dev.punctual.config.Config.Cluster;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;

/** How messages travel between members. */
final class BusSettings {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** A connection that is silent for so long, once or twice over, is given up. */
  private static final Duration PING_PERIOD = Duration.ofSeconds(5);

  /** To give up a connection is to flush it first, which a silent network does not let happen. */
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);

  private BusSettings() {}

  static void apply(EventBusOptions options, Cluster cluster) {
    options
        .setHost(cluster.host())
        .setPort(cluster.busPort())
        .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
        .setClusterPingInterval(PING_PERIOD.toMillis())
        .setClusterPingReplyInterval(PING_PERIOD.toMillis())
        .setTcpUserTimeout((int) ACKNOWLEDGED_WITHIN.toMillis());
    cluster.tls().ifPresent(tls -> secure(options, tls));
  }

  private static void secure(EventBusOptions options, Cluster.Tls tls) {
    options
        .setSsl(true)
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setKeyPath(tls.key().toString())
                .setCertPath(tls.certificate().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
  }
}
