package dev.punctual.infra.kubernetes;

import dev.punctual.config.Role;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Service;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the network policies let through what is needed, and nothing that would be missed. */
final class NetworkChecks {
  private static final int HTTPS = 443;

  private final Manifests manifests;
  private final NetworkRules rules;
  private final Findings findings = new Findings();

  private NetworkChecks(Manifests manifests) {
    this.manifests = manifests;
    this.rules = new NetworkRules(manifests.all(V1NetworkPolicy.class));
  }

  static List<String> findings(Manifests manifests) {
    NetworkChecks checks = new NetworkChecks(manifests);
    manifests.nodes().forEach(checks::node);
    manifests.workloads().stream().filter(it -> !it.isNode()).forEach(checks::server);
    return checks.findings.lines();
  }

  private void node(Workload node) {
    String name = node.name();
    Map<String, String> environment = node.environment(manifests);
    Set<Role> roles =
        Role.parse(List.of(environment.getOrDefault("PUNCTUAL_ROLES", "all").split(",")));
    findings.require(rules.asksForNames(node), name + " asks for no names");
    findings.require(
        rules.reachesTheWorld(node, HTTPS) == roles.contains(Role.RUNNER),
        name + ": runners reach the world, others do not");
    node.port("http")
        .ifPresent(
            port ->
                findings.require(
                    rules.isReachedByAnybody(node, port), name + " is reached by no client"));
    for (Workload peer : manifests.nodes()) {
      for (String port : List.of("members", "bus")) {
        int number = peer.port(port).orElseThrow();
        findings.require(
            rules.reaches(node, peer, number),
            "%s does not reach %s of %s".formatted(name, port, peer.name()));
        findings.require(
            !rules.isReachedByAnybody(peer, number),
            "anybody reaches %s of %s".formatted(port, peer.name()));
      }
    }
    needed(environment, roles)
        .forEach(
            url ->
                servers(url)
                    .forEach(
                        server ->
                            findings.require(
                                rules.reaches(node, server, url.getPort()),
                                "%s does not reach %s".formatted(name, url))));
  }

  /** What a node with these roles asks of others. */
  private static Stream<URI> needed(Map<String, String> environment, Set<Role> roles) {
    Stream.Builder<String> names = Stream.builder();
    if (environment.containsKey("PUNCTUAL_POSTGRES_URL")) {
      names.add("PUNCTUAL_POSTGRES_URL");
    }
    if (roles.contains(Role.LOOKUP)) {
      names.add("PUNCTUAL_LOOKUP_DATA_SERVICE_URL");
    }
    if (roles.contains(Role.STAFF)) {
      names.add("PUNCTUAL_REDIS_URL");
    }
    return names
        .build()
        .filter(environment::containsKey)
        .map(name -> URI.create(environment.get(name)));
  }

  private Stream<Workload> servers(URI url) {
    return manifests.all(V1Service.class).stream()
        .filter(service -> service.getMetadata().getName().equals(url.getHost()))
        .flatMap(
            service ->
                manifests.workloads().stream()
                    .filter(workload -> workload.isSelectedBy(service.getSpec().getSelector())));
  }

  /** PostgreSQL and its like. */
  private void server(Workload server) {
    Set<Integer> ports =
        Lists.of(server.container().getPorts()).stream()
            .map(port -> port.getContainerPort())
            .collect(Collectors.toSet());
    for (int port : ports) {
      findings.require(!rules.isReachedByAnybody(server, port), "anybody reaches " + server.name());
      for (Workload node : manifests.nodes()) {
        findings.require(
            !node.name().equals("runner") || !rules.reaches(node, server, port),
            "runners reach " + server.name());
      }
    }
  }
}
