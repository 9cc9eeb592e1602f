package dev.punctual.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Merges the defaults, a file and the environment into one tree. The defaults hold every key, so a
 * key that they lack is unknown. Environment variables are looked up by the known keys and not the
 * other way round: tools and orchestrators set variables such as {@code PUNCTUAL_SERVICE_HOST} that
 * are none of ours.
 */
final class ConfigSource {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String DEFAULTS = "/punctual.yaml";

  private static final String PREFIX = "PUNCTUAL";

  /** Says where the file is, so it stands in none. */
  private static final String FILE = "PUNCTUAL_CONFIG";

  /** What Kubernetes tells of services whose names begin like ours, by name and by value. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT)(_.*)?|.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private ConfigSource() {}

  static ObjectNode merged(Optional<Path> file, Map<String, String> environment) {
    ObjectNode tree = defaults();
    file.ifPresent(path -> overlay(tree, read(path), "", path));
    applyEnvironment(tree, PREFIX, environment);
    return tree;
  }

  /** The variables that begin like keys and are none. */
  static SortedSet<String> unknown(Map<String, String> environment) {
    Set<String> known = new HashSet<>(Set.of(FILE));
    collectVariables(defaults(), PREFIX, known);
    return environment.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(PREFIX + "_"))
        .filter(variable -> !known.contains(variable.getKey()))
        .filter(variable -> !SERVICE_LINK.matcher(variable.getKey()).matches())
        .filter(variable -> !SERVICE_ADDRESS.matcher(variable.getValue()).matches())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ObjectNode defaults() {
    try (InputStream in = ConfigSource.class.getResourceAsStream(DEFAULTS)) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("the default configuration is part of the jar", e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      String where = "line " + e.getLocation().getLineNr();
      throw new ConfigException(file + ": not valid YAML at " + where);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read");
    }
  }

  private static void overlay(ObjectNode known, JsonNode given, String prefix, Path file) {
    if (given.isMissingNode() || given.isNull()) {
      return;
    }
    if (!given.isObject()) {
      throw new ConfigException(
          "%s: %s must be a mapping of keys".formatted(file, prefix.isEmpty() ? "it" : prefix));
    }
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      JsonNode current = known.get(entry.getKey());
      if (current == null) {
        throw new ConfigException("%s: unknown key %s".formatted(file, path));
      }
      if (current instanceof ObjectNode section) {
        overlay(section, entry.getValue(), path, file);
      } else {
        known.set(entry.getKey(), entry.getValue());
      }
    }
  }

  private static void applyEnvironment(
      ObjectNode tree, String prefix, Map<String, String> environment) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String variable = variable(prefix, entry);
      if (entry.getValue() instanceof ObjectNode section) {
        applyEnvironment(section, variable, environment);
      } else if (environment.containsKey(variable)) {
        entry.setValue(tree.textNode(environment.get(variable)));
      }
    }
  }

  private static void collectVariables(ObjectNode tree, String prefix, Set<String> into) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String variable = variable(prefix, entry);
      if (entry.getValue() instanceof ObjectNode section) {
        collectVariables(section, variable, into);
      } else {
        into.add(variable);
      }
    }
  }

  private static String variable(String prefix, Map.Entry<String, JsonNode> entry) {
    return prefix + "_" + entry.getKey().toUpperCase(Locale.ROOT);
  }
}
