package dev.punctual.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.punctual.config.ApiKey.Scope;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Reads the merged configuration into records, and refuses what cannot be meant. */
public final class ConfigLoader {
  private static final String REDACTED = "********";
  private static final String TENANT_PATTERN = "[A-Za-z0-9_-]{1,64}";
  private static final int MEBIBYTE = 1 << 20;

  /** Partitions are made ahead for a few times this, so a pass comes in time. */
  private static final int PARTITIONS_A_PERIOD = 15;

  private ConfigLoader() {}

  /**
   * Reads everything.
   *
   * @param file the user's file, if there is one
   * @param environment the process' variables
   * @throws ConfigException with one line that names the key
   */
  public static Config load(Optional<Path> file, Map<String, String> environment) {
    return parse(new ConfigNode("", ConfigSource.merged(file, environment)));
  }

  /** Variables that look like keys and are none, sorted: most likely misspelt. */
  public static SortedSet<String> unknownVariables(Map<String, String> environment) {
    return ConfigSource.unknown(environment);
  }

  /** The effective values as YAML, secrets redacted. */
  public static String describe(Optional<Path> file, Map<String, String> environment) {
    ObjectNode tree = ConfigSource.merged(file, environment);
    parse(new ConfigNode("", tree));
    redact(tree);
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build()
          .writeValueAsString(tree);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void redact(ObjectNode tree) {
    ConfigNode root = new ConfigNode("", tree);
    List<String> names = apiKeys(root).stream().map(ApiKey::name).toList();
    tree.putPOJO("api_keys", names.stream().map(name -> name + ": " + REDACTED).toList());
    hide(tree, "http", "service_key");
    hide(tree, "postgres", "password");
    hide(tree, "call", "encryption_key");
    List<String> previous = root.at("call").at("previous_keys").list(key -> REDACTED);
    ((ObjectNode) tree.get("call")).putPOJO("previous_keys", previous);
    for (String section : List.of("postgres", "redis")) {
      ObjectNode node = (ObjectNode) tree.get(section);
      String url = node.get("url").asText().replaceAll("//[^@/]*@", "//" + REDACTED + "@");
      node.set("url", TextNode.valueOf(url));
    }
  }

  private static void hide(ObjectNode tree, String section, String key) {
    ObjectNode node = (ObjectNode) tree.get(section);
    if (!node.get(key).asText().isEmpty()) {
      node.set(key, TextNode.valueOf(REDACTED));
    }
  }

  private static Config parse(ConfigNode root) {
    Config config =
        new Config(
            Role.parse(root.at("roles").list(ConfigNode::text)),
            Path.of(root.at("data").text()).toAbsolutePath().normalize(),
            apiKeys(root),
            ClusterSection.read(root.at("cluster")),
            http(root.at("http")),
            management(root.at("management")),
            PostgresSection.read(root.at("postgres")),
            redis(root.at("redis")),
            cache(root.at("cache")),
            lookup(root.at("lookup")),
            shift(root.at("shift")),
            trigger(root.at("trigger")),
            retention(root.at("retention")),
            DeliverySection.read(root.at("delivery")),
            CallSection.read(root.at("call")),
            tracing(root.at("tracing")),
            log(root.at("log")));
    refuseOpenServer(config);
    CallSection.requireKeyWhereExposed(config);
    return config;
  }

  /** Without keys everyone is let in, so only this machine may come. */
  private static void refuseOpenServer(Config config) {
    boolean open = config.apiKeys().isEmpty() && !config.http().isLoopback();
    if (config.roles().contains(Role.HTTP) && open) {
      throw new ConfigException(
          "http.host: %s is reachable from outside and no API key is configured; set"
                  .formatted(config.http().host())
              + " PUNCTUAL_API_KEYS, or http.host to 127.0.0.1");
    }
  }

  private static List<ApiKey> apiKeys(ConfigNode root) {
    List<ApiKey> keys = root.at("api_keys").list(ConfigLoader::apiKey);
    Set<String> names = new HashSet<>();
    Map<String, String> nameByHash = new HashMap<>();
    for (ApiKey key : keys) {
      if (!names.add(key.name())) {
        throw new ConfigException("api_keys: two keys are named " + key.name());
      }
      String other = nameByHash.put(key.sha256(), key.name());
      if (other != null) {
        throw new ConfigException(
            "api_keys: %s and %s are the same key".formatted(other, key.name()));
      }
    }
    return keys;
  }

  private static ApiKey apiKey(ConfigNode node) {
    if (node.value().isObject()) {
      for (String field : (Iterable<String>) node.value()::fieldNames) {
        if (!Set.of("name", "sha256", "tenant", "scopes").contains(field)) {
          throw new ConfigException("api_keys: unknown key " + field);
        }
      }
      String sha256 = node.at("sha256").text().toLowerCase(Locale.ROOT);
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new ConfigException("api_keys: sha256 must be 64 hexadecimal digits");
      }
      String tenant = node.value().has("tenant") ? node.at("tenant").text() : "";
      List<String> scopes =
          node.value().has("scopes") ? node.at("scopes").list(ConfigNode::text) : List.of();
      return apiKey(node.at("name").text(), sha256, tenant, scopes);
    }
    String[] parts = node.text().split(":", -1);
    if (parts.length < 2 || parts.length > 4 || parts[0].isBlank() || parts[1].isBlank()) {
      throw new ConfigException("api_keys: each must be name:key[:tenant[:scope+scope]]");
    }
    List<String> scopes = parts.length > 3 ? Arrays.asList(parts[3].split("\\+")) : List.of();
    return apiKey(parts[0], ApiKey.hash(parts[1]), parts.length > 2 ? parts[2] : "", scopes);
  }

  private static ApiKey apiKey(String name, String sha256, String tenant, List<String> scopes) {
    String named = tenant.isBlank() ? ApiKey.DEFAULT_TENANT : tenant;
    if (!named.matches(TENANT_PATTERN)) {
      throw new ConfigException(
          "api_keys: the tenant of %s must match %s".formatted(name, TENANT_PATTERN));
    }
    Set<Scope> granted = EnumSet.noneOf(Scope.class);
    for (String scope : scopes) {
      if (scope.isBlank()) {
        continue;
      }
      try {
        granted.add(Scope.valueOf(scope.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "api_keys: the scopes of %s must be of read, write, admin".formatted(name));
      }
    }
    return new ApiKey(
        name, sha256, named, granted.isEmpty() ? EnumSet.allOf(Scope.class) : granted);
  }

  private static Config.Http http(ConfigNode node) {
    ConfigNode open = node.at("open");
    return new Config.Http(
        node.at("host").text(),
        node.at("port").port(),
        node.at("body_limit").integer(1_024, 64 * MEBIBYTE),
        node.at("import_limit").integer(1_024, 1_024 * MEBIBYTE),
        node.at("concurrent_imports").integer(1, 64),
        node.at("read_timeout").duration(),
        node.at("idle_timeout").duration(),
        node.at("rate_limit").integer(1, 1_000_000),
        node.at("idempotency_ttl").duration(),
        node.at("service_key").optionalText(),
        node.at("public_url").url("http", "https"),
        node.at("event_streams").integer(0, 100_000),
        new Config.Http.Open(
            open.at("health").flag(),
            open.at("metrics").flag(),
            open.at("docs").flag(),
            open.at("hooks").flag()));
  }

  private static Config.Redis redis(ConfigNode node) {
    return new Config.Redis(node.at("url").url("redis", "rediss"), node.at("timeout").duration());
  }

  private static Config.CacheSettings cache(ConfigNode node) {
    return new Config.CacheSettings(
        node.at("ttl").duration(), node.at("max_records").integer(100, 100_000_000));
  }

  private static Config.Lookup lookup(ConfigNode node) {
    ConfigNode circuit = node.at("circuit");
    return new Config.Lookup(
        node.at("data_service_url").url("http", "https"),
        node.at("timeout").duration(),
        node.at("retries").integer(0, 10),
        node.at("retry_pause").duration(),
        new Config.Lookup.Circuit(
            circuit.at("failures").integer(1, 1_000), circuit.at("pause").duration()));
  }

  private static Config.Shift shift(ConfigNode node) {
    ConfigNode rules = node.at("rules");
    return new Config.Shift(
        new Config.Shift.Rules(
            rules.at("min_day_off_per_week").integerOrOff(0, 7),
            rules.at("max_day_off_per_week").integerOrOff(0, 7),
            rules.at("no_morning_after_evening").flag(),
            rules.at("max_daily_shift_diff").integerOrOff(0, 1_000_000)),
        node.at("parallel_jobs").integer(1, 64),
        node.at("lease").duration(),
        node.at("poll").duration(),
        node.at("deadline").duration());
  }

  private static Config.Trigger trigger(ConfigNode node) {
    ConfigNode outbound = node.at("outbound");
    Config.Trigger trigger =
        new Config.Trigger(
            node.at("horizon").duration(),
            node.at("lease").duration(),
            node.at("heartbeat").duration(),
            node.at("misfire_after").duration(),
            node.at("misfire_limit").integer(1, 100_000),
            node.at("running_limit").integer(1, 1_000_000),
            node.at("tenant_rate").integerOrOff(1, 1_000_000),
            node.at("group_window").duration(),
            node.at("old_secret_valid").duration(),
            new Config.Trigger.Outbound(
                outbound.at("allow").list(ConfigNode::text),
                outbound.at("per_host").integer(1, 10_000),
                outbound.at("connect_timeout").duration(),
                outbound.at("response_limit").integer(0, 16 * MEBIBYTE)));
    if (trigger.heartbeat().multipliedBy(2).compareTo(trigger.lease()) > 0) {
      throw node.at("lease").wrong("at least two heartbeats");
    }
    return trigger;
  }

  private static Config.Retention retention(ConfigNode node) {
    Config.Retention retention =
        new Config.Retention(
            node.at("active").duration(),
            node.at("total").duration(),
            node.at("partition").duration(),
            node.at("period").duration());
    if (retention.total().compareTo(retention.active()) <= 0) {
      throw node.at("total").wrong("longer than retention.active");
    }
    if (retention.partition().toMillis() % 1_000 != 0) {
      throw node.at("partition").wrong("whole seconds");
    }
    Duration longest = retention.partition().multipliedBy(PARTITIONS_A_PERIOD);
    if (retention.period().compareTo(longest) > 0) {
      throw node.at("period").wrong("at most %s".formatted(longest));
    }
    return retention;
  }

  private static Config.Management management(ConfigNode node) {
    return new Config.Management(node.at("host").text(), node.at("port").port());
  }

  private static Config.Tracing tracing(ConfigNode node) {
    return new Config.Tracing(
        node.at("endpoint").url("http", "https"),
        node.at("service_name").text(),
        node.at("sample_ratio").ratio());
  }

  private static Config.Log log(ConfigNode node) {
    ConfigNode level = node.at("level");
    if (!level.text().matches("(?i)error|warn|info|debug|trace")) {
      throw level.wrong("error, warn, info, debug or trace");
    }
    ConfigNode format = node.at("format");
    return switch (format.text().toLowerCase(Locale.ROOT)) {
      case "plain" -> new Config.Log(Config.Log.Format.PLAIN, level.text());
      case "json" -> new Config.Log(Config.Log.Format.JSON, level.text());
      default -> throw format.wrong("plain or json");
    };
  }
}
