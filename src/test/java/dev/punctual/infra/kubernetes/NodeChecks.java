package dev.punctual.infra.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigException;
import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether Punctual itself starts with what its pods are told, is asked in the right place, and
 * stops in time.
 */
final class NodeChecks {
  private final Manifests manifests;
  private final Set<String> variables;
  private final JsonNode paths;
  private final Set<Role> served = EnumSet.noneOf(Role.class);
  private final Findings findings = new Findings();

  private NodeChecks(Manifests manifests) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    this.manifests = manifests;
    this.variables = variables(yaml.readTree(Files.readAllBytes(Path.of("conf/punctual.yaml"))));
    this.paths =
        yaml.readTree(Files.readAllBytes(Path.of("src/main/resources/openapi.yaml"))).get("paths");
  }

  static List<String> findings(Manifests manifests) throws IOException {
    NodeChecks checks = new NodeChecks(manifests);
    manifests.nodes().forEach(checks::node);
    checks.findings.require(
        checks.served.equals(EnumSet.allOf(Role.class)), "only served: " + checks.served);
    return checks.findings.lines();
  }

  private void node(Workload node) {
    Map<String, String> environment = node.environment(manifests);
    for (String variable : environment.keySet()) {
      findings.require(
          !variable.startsWith("PUNCTUAL_") || variables.contains(variable),
          "%s: %s is no key of the configuration".formatted(node.name(), variable));
    }
    probes(node);
    try {
      Config config = ConfigLoader.load(Optional.empty(), environment);
      served.addAll(config.roles());
      ports(node, config, environment);
      addresses(node, config, environment);
      stop(node, config.roles());
    } catch (ConfigException e) {
      findings.require(false, node.name() + ": " + e.getMessage());
    }
  }

  private void probes(Workload node) {
    Stream.of(
            node.container().getStartupProbe(),
            node.container().getLivenessProbe(),
            node.container().getReadinessProbe())
        .forEach(probe -> probe(node, probe));
  }

  private void probe(Workload node, V1Probe probe) {
    Object port =
        probe.getHttpGet() == null ? probe.getTcpSocket().getPort() : probe.getHttpGet().getPort();
    findings.require(
        node.port(port).isPresent(), "%s is probed at %s".formatted(node.name(), port));
    if (probe.getHttpGet() != null) {
      String path = probe.getHttpGet().getPath();
      findings.require(paths.has(path), "%s is probed at %s".formatted(node.name(), path));
    }
  }

  private void ports(Workload node, Config config, Map<String, String> environment) {
    boolean http = config.roles().contains(Role.HTTP);
    findings.require(
        node.port("http").equals(http ? Optional.of(config.http().port()) : Optional.empty()),
        node.name() + ": http is not where it says");
    findings.require(
        told("PUNCTUAL_CLUSTER_PORT", environment).equals(node.port("members")),
        node.name() + ": members do not meet where it says");
    findings.require(
        told("PUNCTUAL_CLUSTER_BUS_PORT", environment).equals(node.port("bus")),
        node.name() + ": the event bus is not where it says");
  }

  private static Optional<Integer> told(String variable, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(variable)).map(Integer::valueOf);
  }

  /** The services that the configuration names are there. */
  private void addresses(Workload node, Config config, Map<String, String> environment) {
    String members = environment.getOrDefault("PUNCTUAL_CLUSTER_KUBERNETES_SERVICE", "");
    findings.require(
        manifests.all(V1Service.class).stream()
            .filter(service -> "None".equals(service.getSpec().getClusterIP()))
            .map(service -> service.getMetadata().getName() + ".punctual.svc.cluster.local")
            .anyMatch(members::equals),
        node.name() + ": no headless service " + members);
    config
        .lookup()
        .dataServiceUrl()
        .ifPresent(
            url ->
                findings.require(
                    manifests.all(V1Service.class).stream()
                        .filter(it -> it.getMetadata().getName().equals(url.getHost()))
                        .flatMap(it -> it.getSpec().getPorts().stream())
                        .anyMatch(port -> port.getPort() == url.getPort()),
                    "%s: no service at %s".formatted(node.name(), url)));
  }

  private void stop(Workload node, Set<Role> roles) {
    long pause =
        Optional.ofNullable(node.container().getLifecycle())
            .map(lifecycle -> lifecycle.getPreStop().getSleep().getSeconds())
            .orElse(0L);
    findings.require(
        roles.contains(Role.HTTP) == pause > 0,
        node.name() + ": requests come in until the endpoints know of the stop");
    long most = pause + StopLimits.of(roles, node.port("management").isPresent()).toSeconds();
    findings.require(
        node.pod().getTerminationGracePeriodSeconds() >= most,
        "%s is killed while it stops, which may take %d s".formatted(node.name(), most));
  }

  private static Set<String> variables(JsonNode defaults) {
    Set<String> names = new HashSet<>();
    collect(defaults, "PUNCTUAL", names);
    return names;
  }

  private static void collect(JsonNode section, String prefix, Set<String> names) {
    for (Map.Entry<String, JsonNode> entry : section.properties()) {
      String name = prefix + "_" + entry.getKey().toUpperCase(Locale.ROOT);
      if (entry.getValue().isObject()) {
        collect(entry.getValue(), name, names);
      } else {
        names.add(name);
      }
    }
  }
}
