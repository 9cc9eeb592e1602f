package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.config.Role;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The Compose file satisfies the Compose Specification's own schema (Apache-2.0), which stands
 * beside it less its ids in the style of an older draft, and with {@code start_interval}, which the
 * specification got later. And what the file says of Punctual is true.
 */
class ComposeTest {
  private final Compose compose = Compose.read();
  private final Dockerfile dockerfile = Dockerfile.read();

  @Test
  void satisfiesTheComposeSpecification() throws IOException {
    try (InputStream schema = getClass().getResourceAsStream("compose-spec.json")) {
      Schema specification =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09).getSchema(schema);

      List<Error> errors = specification.validate(compose.root());

      assertThat(errors).isEmpty();
    }
  }

  @Test
  void everyPortIsForThisMachineOnlyAndTakenOnce() {
    List<String> published = new ArrayList<>();
    for (String service : compose.services().keySet()) {
      for (String port : compose.texts(service, "ports")) {
        assertThat(port).matches("127\\.0\\.0\\.1:[0-9]+:[0-9]+");
        published.add(port.split(":", -1)[1]);
      }
    }
    assertThat(published).doesNotHaveDuplicates().contains("8080", "8081", "8000", "3000");
  }

  @Test
  void everyServerTellsItsHealth() {
    compose
        .services()
        .forEach(
            (name, service) -> {
              boolean ends = service.at("/healthcheck/disable").asBoolean();
              boolean asItsImageSays = compose.nodes().anyMatch(name::equals);
              assertThat(ends || asItsImageSays || service.at("/healthcheck/test").isArray())
                  .as(name)
                  .isTrue();
            });
    assertThat(dockerfile.last("HEALTHCHECK").command()).endsWith("health");
  }

  @Test
  void whoeverNeedsAnotherWaitsUntilItIsHealthy() {
    for (String service : compose.services().keySet()) {
      for (Map.Entry<String, JsonNode> needed :
          compose.service(service).path("depends_on").properties()) {
        assertThat(compose.services()).containsKey(needed.getKey());
        assertThat(compose.texts(service, "profiles"))
            .containsAll(compose.texts(needed.getKey(), "profiles"));
        assertThat(needed.getValue().path("condition").asText()).isEqualTo("service_healthy");
      }
    }
  }

  @Test
  void whatIsBuiltIsAStageOfTheDockerfile() {
    for (JsonNode service : compose.services().values()) {
      JsonNode target = service.at("/build/target");
      assertThat(target.isMissingNode() || dockerfile.isStage(target.asText())).isTrue();
    }
  }

  @Test
  void theNodesTogetherDoEverythingAndNothingTwiceButHttp() {
    List<Role> roles = new ArrayList<>();
    compose.nodes().forEach(node -> roles.addAll(config(node).roles()));

    assertThat(roles).containsAll(EnumSet.allOf(Role.class));
    roles.removeIf(Role.HTTP::equals);
    assertThat(roles).doesNotHaveDuplicates();
  }

  @Test
  void everyVariableIsAKeyOfTheConfiguration() {
    compose
        .nodes()
        .forEach(
            node ->
                assertThat(KnownKeys.variables()).containsAll(compose.environment(node).keySet()));
  }

  @Test
  void everyNodeIsAMemberWhereItsPeersLookForIt() {
    Set<String> places = new HashSet<>();
    Set<List<String>> members = new HashSet<>();
    compose
        .nodes()
        .forEach(
            node -> {
              Config.Cluster cluster = config(node).cluster();
              places.add(node + ":" + cluster.ports());
              members.add(cluster.members());
              assertThat(cluster.host()).isEqualTo(node);
            });
    assertThat(members).hasSize(1);
    assertThat(members.iterator().next()).containsExactlyInAnyOrderElementsOf(places);
  }

  /** What a node reads: the image's variables and its own, and its command. */
  private Config config(String node) {
    Map<String, String> variables = new HashMap<>(dockerfile.environment());
    variables.putAll(compose.environment(node));
    List<String> command = compose.command(node);
    variables.put("PUNCTUAL_ROLES", command.get(command.indexOf("--roles") + 1));
    return ConfigLoader.load(Optional.empty(), variables);
  }
}
