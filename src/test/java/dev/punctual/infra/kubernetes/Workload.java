package dev.punctual.infra.kubernetes;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvFromSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pods that are alike.
 *
 * @param volumes the names of what its containers may mount
 */
record Workload(
    String name, V1LabelSelector selector, V1PodTemplateSpec template, Set<String> volumes) {
  private static final String POD_IP = "10.244.0.7";

  static Workload of(V1Deployment deployment) {
    V1PodTemplateSpec template = deployment.getSpec().getTemplate();
    return new Workload(
        deployment.getMetadata().getName(),
        deployment.getSpec().getSelector(),
        template,
        volumes(template));
  }

  static Workload of(V1StatefulSet set) {
    V1PodTemplateSpec template = set.getSpec().getTemplate();
    Set<String> volumes = volumes(template);
    for (V1PersistentVolumeClaim claim : Lists.of(set.getSpec().getVolumeClaimTemplates())) {
      volumes.add(claim.getMetadata().getName());
    }
    return new Workload(
        set.getMetadata().getName(), set.getSpec().getSelector(), template, volumes);
  }

  private static Set<String> volumes(V1PodTemplateSpec template) {
    Set<String> names = new HashSet<>();
    Lists.of(template.getSpec().getVolumes()).forEach(volume -> names.add(volume.getName()));
    return names;
  }

  V1PodSpec pod() {
    return template.getSpec();
  }

  boolean isNode() {
    return container().getName().equals("punctual");
  }

  /** Each of ours has one. */
  V1Container container() {
    return pod().getContainers().get(0);
  }

  boolean isSelectedBy(@Nullable Map<String, String> labels) {
    return labels == null
        || template.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
  }

  boolean isSelectedBy(V1LabelSelector selector) {
    return isSelectedBy(selector.getMatchLabels());
  }

  /** The number of a port that is given by its name or its number; empty if no pod has it. */
  Optional<Integer> port(Object nameOrNumber) {
    return Lists.of(container().getPorts()).stream()
        .filter(
            port ->
                String.valueOf(nameOrNumber).equals(port.getName())
                    || String.valueOf(nameOrNumber).equals(port.getContainerPort().toString()))
        .map(V1ContainerPort::getContainerPort)
        .findFirst();
  }

  /** The variables that its container sees; what refers to nothing is left out. */
  Map<String, String> environment(Manifests manifests) {
    Map<String, String> environment = new HashMap<>();
    for (V1EnvFromSource source : Lists.of(container().getEnvFrom())) {
      environment.putAll(
          manifests.configMaps().getOrDefault(source.getConfigMapRef().getName(), Map.of()));
    }
    for (V1EnvVar variable : Lists.of(container().getEnv())) {
      value(variable, manifests).ifPresent(value -> environment.put(variable.getName(), value));
    }
    return environment;
  }

  private static Optional<String> value(V1EnvVar variable, Manifests manifests) {
    if (variable.getValueFrom() == null) {
      return Optional.of(variable.getValue());
    }
    if (variable.getValueFrom().getFieldRef() != null) {
      return Optional.of(POD_IP);
    }
    var reference = variable.getValueFrom().getSecretKeyRef();
    Map<String, String> secret = manifests.secrets().getOrDefault(reference.getName(), Map.of());
    return Optional.ofNullable(secret.get(reference.getKey()));
  }
}
