package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import dev.punctual.infra.Dockerfile.Instruction;
import dev.punctual.infra.Dockerfile.Stage;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a build of the image would trip over, and what it must never hold. */
class DockerfileTest {
  private static final String IN_THE_IMAGE = "/opt/punctual/";

  private final Dockerfile dockerfile = Dockerfile.read();

  @Test
  void everyStageComesFromAnEarlierOneOrFromAnImageOfAGivenVersion() {
    Set<String> earlier = new HashSet<>();
    for (Stage stage : dockerfile.stages()) {
      assertThat(stage.base())
          .satisfiesAnyOf(
              base -> assertThat(earlier).contains(base),
              base -> assertThat(base).matches("[a-z/-]+:[0-9][a-z0-9.-]*"));
      stage.all("COPY").stream()
          .flatMap(Dockerfile::from)
          .forEach(from -> assertThat(earlier).contains(from));
      earlier.add(stage.name());
    }
  }

  @Test
  void whatIsCopiedIsThere() throws IOException {
    List<PathMatcher> ignored = ignored();
    for (Stage stage : dockerfile.stages()) {
      for (Instruction copy : stage.all("COPY")) {
        if (Dockerfile.from(copy).findAny().isEmpty()) {
          assertThat(Dockerfile.sources(copy))
              .allSatisfy(source -> assertThat(Path.of(source)).exists())
              .noneMatch(source -> ignored.stream().anyMatch(it -> it.matches(Path.of(source))));
        }
      }
    }
  }

  @Test
  void nothingIsFetchedThatNobodyHasChecked() {
    for (Stage stage : dockerfile.stages()) {
      assertThat(stage.all("ADD")).isEmpty();
      assertThat(stage.all("RUN")).noneMatch(run -> run.text().matches(".*\\b(curl|wget)\\b.*"));
    }
  }

  @Test
  void itRunsAsANumberThatIsNotRoot() {
    assertThat(dockerfile.last("USER").text()).matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  @Test
  void itHoldsNoSecret() {
    assertThat(dockerfile.environment().keySet())
        .noneMatch(name -> name.matches(".*(KEY|PASSWORD|SECRET|TOKEN|URL).*"));
    assertThat(dockerfile.stages()).allMatch(stage -> stage.all("ARG").isEmpty());
  }

  @Test
  void itsProgramsGetTheirSignalsThemselvesAndFindTheirFiles() {
    List<String> entrypoint = dockerfile.entrypoint();
    List<String> health = dockerfile.last("HEALTHCHECK").command();

    assertThat(entrypoint).startsWith("java").endsWith("-jar", IN_THE_IMAGE + "punctual.jar");
    assertThat(health).startsWith("java").endsWith(IN_THE_IMAGE + "punctual.jar", "health");
  }

  @Test
  void itSetsNothingButKeysOfTheConfiguration() {
    Map<String, String> ours = new HashMap<>(dockerfile.environment());
    ours.keySet().removeIf(name -> !name.startsWith("PUNCTUAL_"));
    assertThat(KnownKeys.variables()).containsAll(ours.keySet());

    ours.put("PUNCTUAL_API_KEYS", "dev:key");
    ours.put("PUNCTUAL_CALL_ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    assertThat(ConfigLoader.load(Optional.empty(), ours).roles()).contains(Role.values());
  }

  private static List<PathMatcher> ignored() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(".dockerignore"))) {
      return lines
          .map(line -> line.replaceFirst("^/", ""))
          .map(
              line ->
                  FileSystems.getDefault().getPathMatcher("glob:{" + line + "," + line + "/**}"))
          .toList();
    }
  }
}
