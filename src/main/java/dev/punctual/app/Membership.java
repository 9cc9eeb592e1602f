package dev.punctual.app;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.punctual.config.Config;
import io.vertx.core.Future;
import io.vertx.core.spi.cluster.ClusterManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's place in a cluster. */
final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private final HazelcastInstance member;
  private final ServedAddresses addresses;

  private Membership(HazelcastInstance member) {
    this.member = member;
    this.addresses = new ServedAddresses(member);
  }

  /**
   * Returns when the node is a member.
   *
   * @throws StartFailure if it cannot join
   */
  static Membership join(Config.Cluster cluster) {
    try {
      HazelcastInstance member = Hazelcast.newHazelcastInstance(HazelcastSettings.of(cluster));
      LOG.atInfo()
          .addKeyValue("member", member.getCluster().getLocalMember().getAddress())
          .addKeyValue("members", member.getCluster().getMembers().size())
          .log("Joined the cluster");
      member.getCluster().addMembershipListener(new MembershipLog());
      return new Membership(member);
    } catch (HazelcastException | IllegalStateException e) {
      throw new StartFailure(
          "Failed at joining the cluster as %s:%s: %s"
              .formatted(cluster.host(), cluster.ports(), StartFailure.reason(e)),
          e);
    }
  }

  /** What the event bus goes by. */
  ClusterManager clusterManager() {
    return addresses;
  }

  /** From now on the others ask elsewhere, but for what is on its way. */
  Future<Void> withdraw() {
    return addresses.withdraw();
  }

  void leave() {
    member.shutdown();
  }
}
