package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The Compose file satisfies the Compose Specification's own schema (Apache-2.0), which stands
 * beside it less its ids in the style of an older draft.
 */
class ComposeTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void satisfiesTheComposeSpecification() throws IOException {
    try (InputStream schema = getClass().getResourceAsStream("compose-spec.json")) {
      Schema specification =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09).getSchema(schema);

      List<Error> errors = specification.validate(compose());

      assertThat(errors).isEmpty();
    }
  }

  @Test
  void everyServerIsReachableFromThisMachineOnlyAndTellsItsHealth() throws IOException {
    for (JsonNode service : compose().get("services")) {
      assertThat(service.at("/healthcheck/test").isMissingNode()).isFalse();
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
  }

  private static JsonNode compose() throws IOException {
    return YAML.readTree(Files.readAllBytes(Path.of("docker-compose.yml")));
  }
}
