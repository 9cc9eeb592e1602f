package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The workflows satisfy the schema of GitHub's workflow files by SchemaStore (Apache-2.0), which
 * stands beside the Compose Specification's, and run what is there.
 */
class WorkflowTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern SCRIPT = Pattern.compile("(?m)(?:^|\\s)(scripts/\\S+)");
  private static final Pattern PINNED = Pattern.compile("[\\w-]+/[\\w./-]+@v\\d+(\\.\\d+)*");

  private final Schema schema = schema();

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void satisfiesTheSchema(Path file) throws IOException {
    JsonNode workflow = read(file);
    assertThat(schema.validate(workflow)).isEmpty();

    ((ObjectNode) workflow.get("jobs").elements().next()).put("run-on", "ubuntu-latest");
    assertThat(schema.validate(workflow)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void mayOnlyReadAndEndsInTime(Path file) throws IOException {
    JsonNode workflow = read(file);

    assertThat(workflow.get("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    for (JsonNode job : workflow.get("jobs")) {
      assertThat(job.has("permissions")).isFalse();
      assertThat(job.path("timeout-minutes").asInt()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void runsScriptsThatAreThereAndActionsOfAVersion(Path file) throws IOException {
    List<String> scripts = new ArrayList<>();
    for (JsonNode job : read(file).get("jobs")) {
      for (JsonNode step : job.get("steps")) {
        Matcher run = SCRIPT.matcher(step.path("run").asText());
        while (run.find()) {
          scripts.add(run.group(1));
        }
        if (step.has("uses")) {
          assertThat(step.get("uses").asText()).matches(PINNED);
        }
      }
    }

    assertThat(scripts).isNotEmpty().allMatch(script -> Files.isExecutable(Path.of(script)));
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.readTree(Files.readAllBytes(file));
  }

  private static Schema schema() {
    try (InputStream text = WorkflowTest.class.getResourceAsStream("github-workflow.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
