package dev.punctual.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What operators watch: the rules, the dashboard and the table of metrics, as their files say. */
public final class Monitoring {
  static final Path PROMETHEUS = Path.of("conf/prometheus");
  static final Path GRAFANA = Path.of("conf/grafana");
  static final Path OPERATIONS = Path.of("docs/operations.md");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A series that a node shows, and no part of a recorded name. */
  private static final Pattern SERIES =
      Pattern.compile("(?<![\\w:])(?:punctual|vertx|jvm|process)_\\w+(?![\\w:])");

  private static final Pattern RECORDED = Pattern.compile("\\w+:\\w+(?::\\w+)+");
  private static final Pattern TABLE_ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
  private static final Pattern LABELS = Pattern.compile("\\{[^}]*}");

  private Monitoring() {}

  static JsonNode yaml(Path file) {
    return read(YAML, file);
  }

  static JsonNode dashboard() {
    return read(JSON, GRAFANA.resolve("dashboards/punctual.json"));
  }

  static List<JsonNode> rules() {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml(PROMETHEUS.resolve("rules.yml")).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  static List<JsonNode> alerts() {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  /** Every PromQL expression of the rules and of the dashboard. */
  static List<String> expressions() {
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
    JsonNode dashboard = dashboard();
    expressions.addAll(dashboard.findValuesAsText("expr"));
    expressions.addAll(dashboard.at("/templating/list").findValuesAsText("definition"));
    return expressions;
  }

  /** The series that the rules and the dashboard are made of. */
  public static Set<String> seriesInUse() {
    return found(SERIES, expressions());
  }

  static Set<String> recordedInUse() {
    return found(RECORDED, expressions());
  }

  /** The metrics in the tables of docs/operations.md, without {@code _count} and its like. */
  public static Set<String> documented() {
    return TABLE_ROW
        .matcher(text(OPERATIONS))
        .results()
        .map(row -> LABELS.matcher(row.group(1)).replaceAll(""))
        .flatMap(names -> SERIES.matcher(names).results())
        .map(name -> name.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> found(Pattern pattern, List<String> texts) {
    return texts.stream()
        .flatMap(text -> pattern.matcher(text).results())
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
