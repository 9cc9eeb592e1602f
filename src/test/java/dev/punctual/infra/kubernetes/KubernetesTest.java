package dev.punctual.infra.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.models.V1Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is applied to a cluster is of Kubernetes' types, and holds together. */
class KubernetesTest {

  @Test
  void theManifestsHoldTogether() throws IOException {
    assertThat(findings(Manifests.written(UnaryOperator.identity()))).isEmpty();
  }

  @Test
  void soDoesWhatKustomizeMakesOfThem() throws Exception {
    assumeTrue(isOnPath("kubectl"), "needs kubectl");

    Manifests local = Manifests.rendered(kustomize(Manifests.LOCAL));

    assertThat(findings(local)).isEmpty();
    assertThat(local.nodes())
        .hasSize(4)
        .allSatisfy(
            node -> {
              assertThat(node.container().getImage()).isEqualTo("punctual:local");
              assertThat(node.container().getImagePullPolicy()).isEqualTo("Never");
            });
  }

  @Test
  void theBaseHasNoSecretsAndSaysWhichItNeeds() throws IOException {
    String readme = Files.readString(Manifests.DIRECTORY.resolve("README.md"));
    Manifests manifests = Manifests.written(UnaryOperator.identity());

    assertThat(
            Kustomization.in(Manifests.BASE, UnaryOperator.identity()).generated("secretGenerator"))
        .isEmpty();
    assertThat(manifests.all(V1Secret.class)).isEmpty();
    manifests
        .secrets()
        .forEach(
            (name, values) -> {
              assertThat(readme).contains("`" + name + "`");
              values.keySet().forEach(key -> assertThat(readme).contains("`" + key + "`"));
            });
  }

  @Test
  void everyFileBelongsToAKustomization() throws IOException {
    for (Path directory : List.of(Manifests.BASE, Manifests.LOCAL)) {
      Kustomization kustomization = Kustomization.in(directory, UnaryOperator.identity());
      List<Path> named = new ArrayList<>(kustomization.resources());
      named.addAll(kustomization.patches());
      named.add(directory.resolve("kustomization.yaml"));
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files).containsExactlyInAnyOrderElementsOf(named);
      }
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "terminationGracePeriodSeconds, terminationGraceSeconds",
    "'containerPort: 8080', 'containerPort: many'",
    "'kind: PodDisruptionBudget', 'kind: PodDisruptionBudgets'",
  })
  void refusesWhatIsNotOfTheirTypes(String text, String instead) {
    assertThatThrownBy(() -> broken(text, instead)).isInstanceOf(Exception.class);
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'punctual.dev/http: \"true\"\\n  ports' | 'punctual.dev/https: \"true\"\\n  ports'"
            + " | service punctual selects nothing",
        "targetPort: http | targetPort: https | has no port https",
        "name: punctual-keys, key: api-keys | name: punctual-keys, key: keys | no secret",
        "configMapRef: {name: punctual} | configMapRef: {name: other} | no config map other",
        "mountPath: /data | mountPath: /data, name: other | no volume other",
        "maxUnavailable: 1 | maxUnavailable: 0 | never lets a drain proceed",
        "maxUnavailable: 0 | maxUnavailable: 1 | takes nodes away",
        "'    kind: Deployment\\n    name: runner' | '    kind: Deployment\\n    name: run'"
            + " | no deployment run",
        "PUNCTUAL_LOG_FORMAT | PUNCTUAL_LOG_FORMATS | is no key of the configuration",
        "PUNCTUAL_LOG_FORMAT=json | PUNCTUAL_LOG_FORMAT=xml | log.format",
        "retention,delivery,call | retention,call | only served",
        "/health/ready | /ready | probed at /ready",
        "containerPort: 5702 | containerPort: 5703 | the event bus is not where it says",
        "//data-service:8080 | //data-service:8081 | no service at",
        "punctual-members.punctual.svc | members.punctual.svc | no headless service",
        "'terminationGracePeriodSeconds: 360' | 'terminationGracePeriodSeconds: 30' | is killed",
        "port: 5702 | port: 5703 | does not reach bus",
        "'- port: 5432' | '- port: 5433' | does not reach postgresql",
        "'- port: 53\\n' | '- port: 54\\n' | asks for no names",
        "'app.kubernetes.io/name: runner\\n  policyTypes'"
            + " | 'punctual.dev/member: \"true\"\\n  policyTypes' | runners reach the world",
        "runAsUser: 10001 | runAsUser: 0 | may run as root",
        "drop: [ALL] | drop: [KILL] | may gain privileges",
        "PUNCTUAL_DATA=/data | PUNCTUAL_POSTGRES_PASSWORD=x | stands in the open",
      })
  void findsWhatWouldNotWork(String text, String instead, String finding) throws IOException {
    Manifests broken = broken(text.replace("\\n", "\n"), instead.replace("\\n", "\n"));

    assertThat(findings(broken)).anySatisfy(line -> assertThat(line).contains(finding));
  }

  private static Manifests broken(String text, String instead) throws IOException {
    AtomicBoolean found = new AtomicBoolean();
    Manifests manifests =
        Manifests.written(
            file -> {
              found.compareAndSet(false, file.contains(text));
              return file.replace(text, instead);
            });
    assertThat(found).as("%s stands somewhere", text).isTrue();
    return manifests;
  }

  private static List<String> findings(Manifests manifests) throws IOException {
    List<String> findings = new ArrayList<>(ObjectChecks.findings(manifests));
    findings.addAll(NodeChecks.findings(manifests));
    findings.addAll(NetworkChecks.findings(manifests));
    findings.addAll(PodSecurityChecks.findings(manifests));
    return findings;
  }

  private static String kustomize(Path directory) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("kubectl", "kustomize", directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output;
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
