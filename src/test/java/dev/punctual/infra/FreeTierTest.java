package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The blueprints of one container beside a managed PostgreSQL, held against what the image needs.
 */
class FreeTierTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final Path VM = Path.of("infra/free-tier/cloud-init.yaml");

  /** As the format documents them; a field that it does not know is refused by Render. */
  private static final Set<String> SERVICE_FIELDS =
      Set.of(
          "type",
          "name",
          "runtime",
          "plan",
          "region",
          "healthCheckPath",
          "autoDeployTrigger",
          "envVars");

  private final Blueprint blueprint = Blueprint.read();

  @Test
  void nothingInTheBlueprintCostsAnything() {
    assertThat(blueprint.service().get("plan").asText()).isEqualTo("free");
    assertThat(blueprint.root().at("/databases/0/plan").asText()).isEqualTo("free");
    assertThat(blueprint.root().get("services")).hasSize(1);
    assertThat(blueprint.root().get("databases")).hasSize(1);
  }

  @Test
  void theBlueprintNamesOnlyFieldsOfItsFormat() {
    assertThat(blueprint.service().fieldNames()).toIterable().isSubsetOf(SERVICE_FIELDS);
    assertThat(blueprint.service().get("runtime").asText()).isEqualTo("docker");
  }

  @Test
  void theServerStartsWithWhatTheBlueprintSets() {
    Map<String, String> variables = new HashMap<>(Dockerfile.read().environment());
    variables.putAll(blueprint.values());
    List<String> secret = new ArrayList<>();
    for (JsonNode variable : blueprint.service().get("envVars")) {
      if (!variable.has("value")) {
        secret.add(variable.get("key").asText());
      }
    }
    assertThat(secret)
        .containsExactlyInAnyOrder(
            "PUNCTUAL_POSTGRES_URL", "PUNCTUAL_API_KEYS", "PUNCTUAL_CALL_ENCRYPTION_KEY");
    variables.put("PUNCTUAL_POSTGRES_URL", "postgresql://user:secret@dpg-a1b2/punctual");
    variables.put("PUNCTUAL_API_KEYS", "me:secret");
    variables.put("PUNCTUAL_CALL_ENCRYPTION_KEY", KEY);

    var config = ConfigLoader.load(Optional.empty(), variables);

    assertThat(config.roles()).contains(Role.values());
    assertThat(config.http().port()).isEqualTo(Integer.parseInt(variables.get("PORT")));
    assertThat(KnownKeys.variables())
        .containsAll(variables.keySet().stream().filter(name -> name.startsWith("PUNC")).toList());
  }

  @Test
  void theContractHasThePathThatIsAskedForHealth() throws IOException {
    String contract = Files.readString(Path.of("src/main/resources/openapi.yaml"));
    assertThat(contract).contains("  " + blueprint.service().get("healthCheckPath").asText() + ":");
  }

  @Test
  void theDatabaseIsTheOneOfTheBlueprintAndClosedToOthers() {
    JsonNode database = blueprint.root().at("/databases/0");
    for (JsonNode variable : blueprint.service().get("envVars")) {
      if (variable.has("fromDatabase")) {
        assertThat(variable.at("/fromDatabase/name")).isEqualTo(database.get("name"));
      }
    }
    assertThat(database.get("ipAllowList")).isEmpty();
  }

  @Test
  void aMachineOfItsOwnRunsTheSameWithinTheSameMemory() throws IOException {
    String text = Files.readString(VM);
    assertThat(text).startsWith("#cloud-config\n");
    JsonNode files = new YAMLMapper().readTree(text).get("write_files");

    Map<String, String> variables = new HashMap<>();
    content(files, "/etc/punctual.env")
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(parts -> variables.put(parts[0], parts[1]));
    assertThat(variables.get("JDK_JAVA_OPTIONS"))
        .isEqualTo(blueprint.values().get("JDK_JAVA_OPTIONS"));
    variables.remove("JDK_JAVA_OPTIONS");
    assertThat(KnownKeys.variables()).containsAll(variables.keySet());
    assertThat(variables.get("PUNCTUAL_POSTGRES_URL")).endsWith("?sslmode=require");
    assertThat(content(files, "/etc/systemd/system/punctual.service"))
        .contains(
            "--read-only", "--tmpfs /tmp:exec", "--memory 512m", "--publish 127.0.0.1:8080:8080");
  }

  private static String content(JsonNode files, String path) {
    for (JsonNode file : files) {
      if (file.get("path").asText().equals(path)) {
        return file.get("content").asText();
      }
    }
    throw new AssertionError(VM + " writes no " + path);
  }
}
