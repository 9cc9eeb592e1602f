package dev.punctual.infra.kubernetes;

import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether pods may do no more than they must, and no secret stands in the open. */
final class PodSecurityChecks {
  private static final Pattern SECRET =
      Pattern.compile(".*(PASSWORD|_KEY|_KEYS|TOKEN|SECRET|POSTGRES_URL)");

  private final Findings findings = new Findings();

  private PodSecurityChecks() {}

  static List<String> findings(Manifests manifests) {
    PodSecurityChecks checks = new PodSecurityChecks();
    manifests.workloads().forEach(checks::pod);
    manifests.workloads().forEach(checks::container);
    manifests.configMaps().forEach(checks::configMap);
    return checks.findings.lines();
  }

  private void pod(Workload workload) {
    String name = workload.name();
    V1PodSecurityContext context = workload.pod().getSecurityContext();
    findings.require(
        Boolean.TRUE.equals(context.getRunAsNonRoot()) && context.getRunAsUser() > 0,
        name + " may run as root");
    findings.require(
        context.getSeccompProfile() != null
            && "RuntimeDefault".equals(context.getSeccompProfile().getType()),
        name + ": any system call is let through");
    findings.require(
        Boolean.FALSE.equals(workload.pod().getAutomountServiceAccountToken()),
        name + " has a token of the API server");
    findings.require(
        Boolean.FALSE.equals(workload.pod().getEnableServiceLinks()),
        name + " sees the services as variables");
  }

  private void container(Workload workload) {
    String name = workload.name();
    findings.require(
        workload.pod().getContainers().size() == 1, name + ": one container is looked at");
    V1SecurityContext context = workload.container().getSecurityContext();
    findings.require(
        Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), name + ": its root is writable");
    findings.require(
        Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())
            && context.getCapabilities().getDrop().equals(List.of("ALL")),
        name + " may gain privileges");
    V1ResourceRequirements resources = workload.container().getResources();
    findings.require(
        resources.getRequests().containsKey("cpu")
            && resources.getRequests().containsKey("memory")
            && resources.getLimits().containsKey("memory"),
        name + " says not what it needs");
    for (V1EnvVar variable : Lists.of(workload.container().getEnv())) {
      findings.require(
          variable.getValue() == null || !SECRET.matcher(variable.getName()).matches(),
          name + ": " + variable.getName() + " stands in the open");
    }
  }

  private void configMap(String name, Map<String, String> values) {
    for (String key : values.keySet()) {
      findings.require(!SECRET.matcher(key).matches(), name + ": " + key + " stands in the open");
    }
  }
}
