package dev.punctual.infra.kubernetes;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvFromSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1RollingUpdateDeployment;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what objects say of each other is so: selectors, ports, references, budgets. */
final class ObjectChecks {
  private final Manifests manifests;
  private final Findings findings = new Findings();

  private ObjectChecks(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> findings(Manifests manifests) {
    ObjectChecks checks = new ObjectChecks(manifests);
    manifests.workloads().forEach(checks::selector);
    manifests.workloads().forEach(checks::references);
    manifests.all(V1Service.class).forEach(checks::service);
    manifests.all(V1NetworkPolicy.class).forEach(checks::policy);
    manifests.all(V1PodDisruptionBudget.class).forEach(checks::budget);
    manifests.all(V2HorizontalPodAutoscaler.class).forEach(checks::autoscaler);
    manifests.all(V1Deployment.class).forEach(checks::rollingUpdate);
    return checks.findings.lines();
  }

  private void selector(Workload workload) {
    String name = workload.name();
    List<Workload> selected = selected(name, workload.selector().getMatchLabels());
    findings.require(selected.equals(List.of(workload)), name + " selects others' pods");
    for (V1TopologySpreadConstraint spread :
        Lists.of(workload.pod().getTopologySpreadConstraints())) {
      findings.require(
          workload.isSelectedBy(spread.getLabelSelector()), name + " spreads over others' pods");
    }
  }

  private void references(Workload workload) {
    String name = workload.name();
    String account = workload.pod().getServiceAccountName();
    findings.require(
        account == null
            || manifests.all(V1ServiceAccount.class).stream()
                .anyMatch(it -> it.getMetadata().getName().equals(account)),
        name + ": no account " + account);
    V1Container container = workload.container();
    for (V1EnvFromSource source : Lists.of(container.getEnvFrom())) {
      String map = source.getConfigMapRef().getName();
      findings.require(manifests.configMaps().containsKey(map), name + ": no config map " + map);
    }
    for (V1EnvVar variable : Lists.of(container.getEnv())) {
      if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
        V1SecretKeySelector key = variable.getValueFrom().getSecretKeyRef();
        findings.require(
            manifests.secrets().getOrDefault(key.getName(), Map.of()).containsKey(key.getKey()),
            "%s: no secret %s with %s".formatted(name, key.getName(), key.getKey()));
      }
    }
    for (V1VolumeMount mount : Lists.of(container.getVolumeMounts())) {
      findings.require(
          workload.volumes().contains(mount.getName()), name + ": no volume " + mount.getName());
    }
  }

  private void service(V1Service service) {
    String name = "service " + service.getMetadata().getName();
    List<Workload> selected = selected(name, service.getSpec().getSelector());
    for (V1ServicePort port : service.getSpec().getPorts()) {
      for (Workload workload : selected) {
        findings.require(
            workload.port(port.getTargetPort()).isPresent(),
            "%s: %s has no port %s".formatted(name, workload.name(), port.getTargetPort()));
      }
    }
  }

  private void policy(V1NetworkPolicy policy) {
    String name = "network policy " + policy.getMetadata().getName();
    selected(name, policy.getSpec().getPodSelector().getMatchLabels());
    Stream<V1NetworkPolicyPeer> sources =
        Lists.of(policy.getSpec().getIngress()).stream()
            .flatMap(rule -> Lists.of(rule.getFrom()).stream());
    Stream<V1NetworkPolicyPeer> targets =
        Lists.of(policy.getSpec().getEgress()).stream()
            .flatMap(rule -> Lists.of(rule.getTo()).stream());
    Stream.concat(sources, targets)
        .filter(peer -> peer.getPodSelector() != null && peer.getNamespaceSelector() == null)
        .forEach(peer -> selected(name, peer.getPodSelector().getMatchLabels()));
  }

  private void budget(V1PodDisruptionBudget budget) {
    String name = "disruption budget " + budget.getMetadata().getName();
    selected(name, budget.getSpec().getSelector().getMatchLabels());
    IntOrString unavailable = budget.getSpec().getMaxUnavailable();
    findings.require(
        unavailable != null && unavailable.getIntValue() > 0, name + " never lets a drain proceed");
  }

  private void autoscaler(V2HorizontalPodAutoscaler autoscaler) {
    String name = "autoscaler " + autoscaler.getMetadata().getName();
    String target = autoscaler.getSpec().getScaleTargetRef().getName();
    List<V1Deployment> targets =
        manifests.all(V1Deployment.class).stream()
            .filter(it -> it.getMetadata().getName().equals(target))
            .toList();
    findings.require(!targets.isEmpty(), name + ": no deployment " + target);
    findings.require(
        targets.stream().allMatch(it -> it.getSpec().getReplicas() == null),
        name + ": the deployment sets replicas too");
    findings.require(
        autoscaler.getSpec().getMinReplicas() < autoscaler.getSpec().getMaxReplicas(),
        name + " has nothing to choose");
  }

  private void rollingUpdate(V1Deployment deployment) {
    String name = deployment.getMetadata().getName();
    if (Workload.of(deployment).isNode()) {
      V1RollingUpdateDeployment update = deployment.getSpec().getStrategy().getRollingUpdate();
      findings.require(
          update.getMaxUnavailable().getIntValue() == 0 && update.getMaxSurge().getIntValue() > 0,
          name + ": an update takes nodes away before there are new ones");
    }
  }

  /** The workloads that labels select; none is a finding. */
  private List<Workload> selected(String by, @Nullable Map<String, String> labels) {
    List<Workload> selected =
        manifests.workloads().stream().filter(workload -> workload.isSelectedBy(labels)).toList();
    findings.require(!selected.isEmpty(), by + " selects nothing by " + labels);
    return selected;
  }
}
