package dev.punctual.app;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who comes to the cluster and who leaves it. */
final class MembershipLog implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipLog.class);

  @Override
  public void memberAdded(MembershipEvent event) {
    tell("A member joined the cluster", event);
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    tell("A member left the cluster", event);
  }

  private static void tell(String what, MembershipEvent event) {
    LOG.atInfo()
        .addKeyValue("member", event.getMember().getAddress())
        .addKeyValue("members", event.getMembers().size())
        .log(what);
  }
}
