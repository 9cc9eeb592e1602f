package dev.punctual.app;

import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.kubernetes.KubernetesProperties;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import dev.punctual.config.Config;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * How Hazelcast keeps the list of members, and of who serves what: over TCP, with whom it is told.
 */
final class HazelcastSettings {
  private static final String CLUSTER_NAME = "punctual";

  /** What Vert.x wants of a member that it has not started itself. */
  private static final String VERTX_NODE_ID = "__vertx.nodeId";

  private HazelcastSettings() {}

  static com.hazelcast.config.Config of(Config.Cluster cluster) {
    com.hazelcast.config.Config hazelcast = ConfigUtil.loadConfig();
    hazelcast.setClusterName(CLUSTER_NAME);
    hazelcast.getMemberAttributeConfig().setAttribute(VERTX_NODE_ID, UUID.randomUUID().toString());
    network(hazelcast.getNetworkConfig(), cluster);
    // Failures travel as Java objects: those of Java and of Hazelcast are read, and no others.
    hazelcast
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());

    set(hazelcast, ClusterProperty.LOGGING_TYPE, "slf4j");
    set(hazelcast, ClusterProperty.PHONE_HOME_ENABLED, "false");
    set(hazelcast, ClusterProperty.SOCKET_BIND_ANY, "false");
    // The node itself stops what it has started, in its own order.
    set(hazelcast, ClusterProperty.SHUTDOWNHOOK_ENABLED, "false");
    set(hazelcast, ClusterProperty.GRACEFUL_SHUTDOWN_MAX_WAIT, "10");
    set(hazelcast, ClusterProperty.WAIT_SECONDS_BEFORE_JOIN, "1");
    set(hazelcast, ClusterProperty.MAX_JOIN_SECONDS, "60");
    // By default a silent member is missed after a minute, and halves meet again after five.
    set(hazelcast, ClusterProperty.HEARTBEAT_INTERVAL_SECONDS, "3");
    set(hazelcast, ClusterProperty.MAX_NO_HEARTBEAT_SECONDS, "15");
    set(hazelcast, ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS, "15");
    set(hazelcast, ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS, "15");
    return hazelcast;
  }

  private static void network(NetworkConfig network, Config.Cluster cluster) {
    Config.Cluster.Ports ports = cluster.ports();
    // After a kill the port must be free at once.
    network
        .setPort(ports.first())
        .setPortCount(ports.last() - ports.first() + 1)
        .setReuseAddress(true);
    network.getInterfaces().setEnabled(true).addInterface(addressOf(cluster.host()));
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(!cluster.members().isEmpty()).setMembers(cluster.members());
    cluster
        .kubernetesService()
        .ifPresent(
            service ->
                join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty(KubernetesProperties.SERVICE_DNS.key(), service)
                    .setProperty(
                        KubernetesProperties.SERVICE_PORT.key(), String.valueOf(ports.first())));
  }

  private static String addressOf(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw new StartFailure("cluster.host: the name " + host + " is unknown", e);
    }
  }

  private static void set(
      com.hazelcast.config.Config hazelcast, HazelcastProperty property, String value) {
    hazelcast.setProperty(property.getName(), value);
  }
}
