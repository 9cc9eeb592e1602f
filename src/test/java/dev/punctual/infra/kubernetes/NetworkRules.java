package dev.punctual.infra.kubernetes;

import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyEgressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyIngressRule;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which connections network policies let through, inside their namespace and out of it. */
final class NetworkRules {
  private final List<V1NetworkPolicy> policies;

  NetworkRules(List<V1NetworkPolicy> policies) {
    this.policies = policies;
  }

  boolean reaches(Workload from, Workload to, int port) {
    return maySend(from, peer -> selects(peer, to), port, Optional.of(to))
        && mayReceive(to, peer -> selects(peer, from), port);
  }

  boolean isReachedByAnybody(Workload to, int port) {
    return mayReceive(to, peer -> false, port);
  }

  boolean reachesTheWorld(Workload from, int port) {
    return maySend(from, peer -> peer.getIpBlock() != null, port, Optional.empty());
  }

  boolean asksForNames(Workload from) {
    return maySend(from, peer -> peer.getNamespaceSelector() != null, 53, Optional.empty());
  }

  private boolean maySend(
      Workload from, Predicate<V1NetworkPolicyPeer> toPeer, int port, Optional<Workload> to) {
    Stream<V1NetworkPolicyEgressRule> rules =
        about(from, "Egress").flatMap(policy -> Lists.of(policy.getSpec().getEgress()).stream());
    return about(from, "Egress").findAny().isEmpty()
        || rules.anyMatch(
            rule -> matches(rule.getTo(), toPeer) && admits(rule.getPorts(), port, to));
  }

  private boolean mayReceive(Workload to, Predicate<V1NetworkPolicyPeer> fromPeer, int port) {
    Stream<V1NetworkPolicyIngressRule> rules =
        about(to, "Ingress").flatMap(policy -> Lists.of(policy.getSpec().getIngress()).stream());
    return about(to, "Ingress").findAny().isEmpty()
        || rules.anyMatch(
            rule ->
                matches(rule.getFrom(), fromPeer)
                    && admits(rule.getPorts(), port, Optional.of(to)));
  }

  private Stream<V1NetworkPolicy> about(Workload pods, String type) {
    return policies.stream()
        .filter(policy -> policy.getSpec().getPolicyTypes().contains(type))
        .filter(policy -> pods.isSelectedBy(policy.getSpec().getPodSelector()));
  }

  private static boolean matches(
      @Nullable List<V1NetworkPolicyPeer> peers, Predicate<V1NetworkPolicyPeer> meant) {
    List<V1NetworkPolicyPeer> given = Lists.of(peers);
    return given.isEmpty() || given.stream().anyMatch(meant);
  }

  private static boolean selects(V1NetworkPolicyPeer peer, Workload pods) {
    return peer.getPodSelector() != null
        && peer.getNamespaceSelector() == null
        && pods.isSelectedBy(peer.getPodSelector());
  }

  private static boolean admits(
      @Nullable List<V1NetworkPolicyPort> ports, int port, Optional<Workload> at) {
    List<V1NetworkPolicyPort> given = Lists.of(ports);
    return given.isEmpty()
        || given.stream().anyMatch(allowed -> number(allowed, at).equals(Optional.of(port)));
  }

  private static Optional<Integer> number(V1NetworkPolicyPort port, Optional<Workload> at) {
    return port.getPort().isInteger()
        ? Optional.of(port.getPort().getIntValue())
        : at.flatMap(pods -> pods.port(port.getPort().getStrValue()));
  }
}
