package dev.punctual.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.punctual.trigger.domain.Shards;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, dashboard and runbooks fit together; what they name is tried on a node elsewhere. */
class MonitoringTest {
  private static final Path DASHBOARDS = Path.of("/var/lib/grafana-dashboards");

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() {
    Set<String> headings =
        Monitoring.text(Monitoring.OPERATIONS)
            .lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4).toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (JsonNode alert : Monitoring.alerts()) {
      String name = alert.path("alert").asText();
      assertThat(alert.at("/labels/severity").asText())
          .as(name)
          .isIn("critical", "warning", "none");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
      String anchor = name.toLowerCase(Locale.ROOT);
      assertThat(alert.at("/annotations/runbook").asText())
          .isEqualTo("docs/operations.md#" + anchor);
      assertThat(headings).as("runbooks").contains(anchor);
    }
  }

  @Test
  void everyAlertIsTriedBothWays() {
    Set<String> fires = new HashSet<>();
    Set<String> doesNot = new HashSet<>();
    for (JsonNode test :
        Monitoring.yaml(Monitoring.PROMETHEUS.resolve("rules_test.yml")).path("tests")) {
      for (JsonNode look : test.path("alert_rule_test")) {
        (look.path("exp_alerts").isEmpty() ? doesNot : fires).add(look.path("alertname").asText());
      }
    }
    Set<String> alerts = new HashSet<>();
    Monitoring.alerts().forEach(alert -> alerts.add(alert.path("alert").asText()));
    assertThat(fires).isEqualTo(alerts);
    doesNot.add("Watchdog");
    assertThat(doesNot).isEqualTo(alerts);
  }

  @Test
  void whatIsReadAsRecordedIsRecorded() {
    Set<String> recorded =
        Monitoring.rules().stream()
            .filter(rule -> rule.has("record"))
            .map(rule -> rule.path("record").asText())
            .collect(Collectors.toSet());
    assertThat(Monitoring.recordedInUse()).isSubsetOf(recorded);
  }

  @Test
  void theRulesKnowHowManyShardsThereAre() {
    assertThat(Monitoring.alerts())
        .filteredOn(alert -> alert.path("alert").asText().equals("ShardsUnowned"))
        .singleElement()
        .extracting(alert -> alert.path("expr").asText())
        .asString()
        .contains("(punctual_trigger_shards) < " + Shards.COUNT);
  }

  @Test
  void noPanelOfTheDashboardLiesOnAnother() {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : Monitoring.dashboard().path("panels")) {
      JsonNode place = panel.path("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      int bottom = place.path("y").asInt() + place.path("h").asInt();
      assertThat(right).as(panel.path("title").asText()).isLessThanOrEqualTo(24);
      for (int x = place.path("x").asInt(); x < right; x++) {
        for (int y = place.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(x + "," + y)).as(panel.path("title").asText()).isTrue();
        }
      }
    }
    assertThat(taken).isNotEmpty();
  }

  @Test
  void everyPanelIsTitledExplainedAndHasAUnit() {
    List<String> titles = new ArrayList<>();
    for (JsonNode panel : Monitoring.dashboard().path("panels")) {
      String title = panel.path("title").asText();
      titles.add(title);
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).as(title).isNotBlank();
        assertThat(panel.path("targets")).as(title).isNotEmpty();
        assertThat(panel.findValuesAsText("unit")).as(title).isNotEmpty();
      }
    }
    assertThat(titles).doesNotHaveDuplicates();
    assertThat(Monitoring.dashboard().path("panels").findValuesAsText("id"))
        .doesNotHaveDuplicates();
  }

  @Test
  void theDashboardAsksTheDataSourceThatIsProvisioned() {
    JsonNode source =
        Monitoring.yaml(Monitoring.GRAFANA.resolve("provisioning/datasources/prometheus.yml"))
            .at("/datasources/0");
    Set<String> uids =
        Monitoring.dashboard().findValues("datasource").stream()
            .map(asked -> asked.path("uid").asText())
            .collect(Collectors.toSet());
    assertThat(uids).containsExactly(source.path("uid").asText());
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
  }

  @Test
  void composeGivesPrometheusAndGrafanaWhatTheyRead() {
    JsonNode services = Monitoring.yaml(Path.of("docker-compose.yml")).path("services");
    List<String> volumes = new ArrayList<>();
    for (String service : List.of("prometheus", "grafana")) {
      JsonNode one = services.path(service);
      assertThat(one.at("/profiles/0").asText()).as(service).isEqualTo("monitoring");
      assertThat(one.path("image").asText()).matches(".+:v?\\d+\\.\\d+\\.\\d+");
      one.path("volumes").forEach(volume -> volumes.add(volume.asText()));
    }
    Stream<String> mounted = volumes.stream().filter(volume -> volume.startsWith("./"));
    assertThat(mounted).hasSize(3).allMatch(volume -> Files.isDirectory(source(volume)));
    assertThat(volumes).contains("./conf/grafana/dashboards:%s:ro".formatted(DASHBOARDS));
    JsonNode provider =
        Monitoring.yaml(Monitoring.GRAFANA.resolve("provisioning/dashboards/punctual.yml"))
            .at("/providers/0/options/path");
    assertThat(Path.of(provider.asText())).isEqualTo(DASHBOARDS);
    assertThat(services.at("/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
        .hasToString("\"" + DASHBOARDS.resolve("punctual.json") + "\"");
  }

  private static Path source(String volume) {
    return Path.of(volume.substring(0, volume.indexOf(':')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check config prometheus.yml", "test rules rules_test.yml"})
  void promtoolIsContent(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments.split(" ")));
    assumeTrue(isInstalled("promtool"), "promtool is not installed");
    Process promtool =
        new ProcessBuilder(command)
            .directory(Monitoring.PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
