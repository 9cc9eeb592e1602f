package dev.punctual.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.config.ApiKey.Scope;
import dev.punctual.config.Config.Postgres.Encryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void theDefaultsAreWhatTheFileSays() {
    Config config = load("", Map.of());
    assertThat(config.roles()).isEqualTo(EnumSet.allOf(Role.class));
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.postgres().url()).isEmpty();
    assertThat(config.shift().rules())
        .isEqualTo(
            new Config.Shift.Rules(OptionalInt.of(1), OptionalInt.of(2), true, OptionalInt.of(1)));
  }

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheDefaults() {
    String file = "http: {port: 9000, host: localhost}\nroles: [http, staff]";
    Config config = load(file, Map.of("PUNCTUAL_HTTP_PORT", "9001"));
    assertThat(config.http().port()).isEqualTo(9001);
    assertThat(config.http().host()).isEqualTo("localhost");
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.HTTP, Role.STAFF);
  }

  @Test
  void nothingIsTracedUnlessACollectorIsNamed() {
    assertThat(load("", Map.of()).tracing().endpoint()).isEmpty();

    Config.Tracing some =
        load(
                "tracing: {endpoint: 'http://127.0.0.1:4318', sample_ratio: 0.25}",
                Map.of("PUNCTUAL_TRACING_SERVICE_NAME", "ward"))
            .tracing();

    assertThat(some.endpoint()).hasToString("Optional[http://127.0.0.1:4318]");
    assertThat(some.serviceName()).isEqualTo("ward");
    assertThat(some.sampleRatio()).isEqualTo(0.25);
    assertThatThrownBy(() -> load("tracing: {sample_ratio: 1.5}", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tracing.sample_ratio: must be a number from 0 to 1");
  }

  @Test
  void deliveriesAreKeptInPostgresUnlessDynamoDbIsAskedFor() {
    assertThat(load("", Map.of()).delivery().store()).isEqualTo(Config.Delivery.Store.POSTGRES);

    Config.Delivery cloud =
        load(
                "delivery: {store: dynamodb, dynamodb: {endpoint: 'http://127.0.0.1:4566'}}",
                Map.of("PUNCTUAL_DELIVERY_AUDIT_S3_BUCKET", "audit"))
            .delivery();

    assertThat(cloud.store()).isEqualTo(Config.Delivery.Store.DYNAMODB);
    assertThat(cloud.dynamoDb().table()).isEqualTo("DeliveryAssignments");
    assertThat(cloud.dynamoDb().endpoint()).hasToString("Optional[http://127.0.0.1:4566]");
    assertThat(cloud.auditBucket().name()).contains("audit");
    assertThatThrownBy(() -> load("delivery: {store: mysql}", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("delivery.store: must be postgres or dynamodb");
  }

  @Test
  void everyRuleCanBeSwitchedOff() {
    Config fromFile =
        load(
            "shift: {rules: {min_day_off_per_week: off, max_day_off_per_week: off,"
                + " no_morning_after_evening: off, max_daily_shift_diff: off}}",
            Map.of());
    Config.Shift.Rules off =
        new Config.Shift.Rules(
            OptionalInt.empty(), OptionalInt.empty(), false, OptionalInt.empty());
    assertThat(fromFile.shift().rules()).isEqualTo(off);
    assertThat(
            load("", Map.of("PUNCTUAL_SHIFT_RULES_MAX_DAILY_SHIFT_DIFF", "off"))
                .shift()
                .rules()
                .maxDailyShiftDiff())
        .isEmpty();
  }

  @Test
  void aMistakeIsOneLineThatNamesTheKey() {
    refuses("http: {prot: 1}", Map.of(), "unknown key http.prot");
    refuses("http: {port: many}", Map.of(), "http.port: must be a whole number from 0 to 65535");
    refuses("http: 7", Map.of(), "http must be a mapping");
    refuses("http: {", Map.of(), "not valid YAML");
    refuses("", Map.of("PUNCTUAL_CACHE_TTL", "10"), "cache.ttl: must be a duration");
    refuses("", Map.of("PUNCTUAL_ROLES", "http,cook"), "'cook' is no role");
    refuses("", Map.of("PUNCTUAL_POSTGRES_URL", "mysql://x/y"), "postgres.url: must be a URL");
    refuses("", Map.of("PUNCTUAL_API_KEYS", "lonely"), "api_keys: each must be name:key");
    refuses("", Map.of("PUNCTUAL_API_KEYS", "a:k,b:k:north"), "api_keys: a and b are the same key");
    refuses("", Map.of("PUNCTUAL_HTTP_HOST", "0.0.0.0"), "no API key is configured");
    refuses("retention: {partition: PT1S, period: PT16S}", Map.of(), "retention.period: must be");
  }

  @Test
  void aNodeIsAloneUnlessItIsToldOfMembers() {
    assertThat(load("", Map.of()).cluster().isAlone()).isTrue();
    Config.Cluster cluster =
        load(
                "cluster: {port: 5702}",
                Map.of("PUNCTUAL_CLUSTER_MEMBERS", "127.0.0.1:5701, localhost:5702"))
            .cluster();
    assertThat(cluster)
        .isEqualTo(
            new Config.Cluster(
                List.of("127.0.0.1:5701", "localhost:5702"),
                Optional.empty(),
                "127.0.0.1",
                new Config.Cluster.Ports(5702, 5702),
                0,
                Optional.empty(),
                false));
    refuses("cluster: {members: [10.0.0.5]}", Map.of(), "must be a host and a port");
    refuses("cluster: {host: 0.0.0.0}", Map.of(), "the one address at which other members");
  }

  @Test
  void kubernetesKnowsTheMembersOfACluster() {
    Map<String, String> pod =
        Map.of(
            "PUNCTUAL_CLUSTER_HOST", "10.1.0.7",
            "PUNCTUAL_CLUSTER_BUS_PORT", "5702",
            "PUNCTUAL_CLUSTER_TRUSTED_NETWORK", "true",
            "PUNCTUAL_CLUSTER_KUBERNETES_SERVICE", "members.punctual.svc.cluster.local");
    Config.Cluster cluster = load("", pod).cluster();
    assertThat(cluster.isAlone()).isFalse();
    assertThat(cluster.kubernetesService()).contains("members.punctual.svc.cluster.local");
    assertThat(cluster.busPort()).isEqualTo(5702);
    refuses("cluster: {members: ['10.1.0.8:5701']}", pod, "cluster.kubernetes_service");
  }

  @Test
  void aMemberTakesAPortOrOneOfARange() {
    assertThat(load("cluster: {port: 5701-5703}", Map.of()).cluster().ports())
        .isEqualTo(new Config.Cluster.Ports(5701, 5703));
    for (String wrong : List.of("0", "70000", "5703-5701", "5701-5702-5703", "5701-", "any")) {
      refuses("cluster: {port: '%s'}".formatted(wrong), Map.of(), "cluster.port: must be a port");
    }
  }

  @Test
  void tlsBetweenMembersTakesAllThreeFiles() throws IOException {
    Path pem = Files.createFile(directory.resolve("member.pem"));
    String file = "cluster: {tls: {key: %s, certificate: %s, ca: '%s'}}";
    assertThat(load(file.formatted(pem, pem, pem), Map.of()).cluster().tls())
        .contains(new Config.Cluster.Tls(pem, pem, pem));
    refuses(file.formatted(pem, pem, ""), Map.of(), "cluster.tls.ca: is missing");
    refuses(file.formatted(pem, pem, "no/ca.pem"), Map.of(), "cluster.tls.ca: no/ca.pem: there is");
  }

  @Test
  void whatOtherMachinesCanReachTakesTwoWords() {
    String open = "cluster: {members: ['10.0.0.5:5701'], host: 10.0.0.6, trusted_network: %s}";
    refuses(open.formatted(false), Map.of(), "cluster.trusted_network");
    Config trusted = load(open.formatted(true), Map.of());
    assertThat(trusted.cluster().host()).isEqualTo("10.0.0.6");
    assertThat(trusted.isLoopbackOnly()).isFalse();
    assertThat(load("", Map.of()).isLoopbackOnly()).isTrue();
  }

  @Test
  void aDatabaseFurtherAwayIsReachedOverTls() throws IOException {
    Path authority = Files.createFile(directory.resolve("ca.pem"));
    assertThat(encryption("")).isEqualTo(Encryption.OFF);
    assertThat(encryption("?sslmode=disable")).isEqualTo(Encryption.OFF);
    assertThat(encryption("?sslmode=require"))
        .isEqualTo(new Encryption(Encryption.Mode.REQUIRE, Optional.empty()));
    assertThat(encryption("?sslmode=verify-full&sslrootcert=" + authority))
        .isEqualTo(new Encryption(Encryption.Mode.VERIFY_FULL, Optional.of(authority)));
  }

  @ParameterizedTest
  @CsvSource({
    "sslmode=prefer, sslmode must be disable",
    "sslmode=require&channel_binding=require, not channel_binding",
    "sslmode=require&sslrootcert=/dev/null, goes with sslmode=verify-full",
    "sslmode=verify-full&sslrootcert=/nowhere/ca.pem, cannot be read",
    "sslmode, not sslmode"
  })
  void aUrlThatAsksForMoreThanIsKnownIsRefusedWithoutItsPassword(String query, String reason) {
    String url = "postgresql://u:topsecret@db/x?" + query;
    assertThatThrownBy(() -> load("", Map.of("PUNCTUAL_POSTGRES_URL", url)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("postgres.url: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("topsecret");
  }

  private Encryption encryption(String query) {
    return load("", Map.of("PUNCTUAL_POSTGRES_URL", "postgresql://u:secret@db/x" + query))
        .postgres()
        .encryption();
  }

  @Test
  void variablesThatAreNoKeysAreLeftAlone() {
    assertThat(load("", Map.of("PUNCTUAL_SERVICE_HOST", "10.0.0.1")).http().port()).isEqualTo(8080);
  }

  @Test
  void variablesThatWereMeantToBeKeysAreNamed() {
    Map<String, String> environment =
        Map.of(
            "PUNCTUAL_DATA_DIRECTORY", "/data",
            "PUNCTUAL_PORT", "80",
            "PUNCTUAL_HTTP_PORT", "8080",
            "PUNCTUAL_CONFIG", "punctual.yaml",
            "PUNCTUALITY", "high",
            "PUNCTUAL_REDIS_PORT", "tcp://10.0.0.1:6379",
            "PUNCTUAL_SERVICE_PORT", "8080",
            "PUNCTUAL_PORT_8080_TCP_ADDR", "10.0.0.1");
    assertThat(ConfigLoader.unknownVariables(environment))
        .containsExactly("PUNCTUAL_DATA_DIRECTORY", "PUNCTUAL_PORT");
  }

  @Test
  void theScopeAdminIncludesTheOthers() {
    Config config = load("", Map.of("PUNCTUAL_API_KEYS", "a:secret::admin"));
    assertThat(config.apiKeys().get(0).scopes()).isEqualTo(EnumSet.allOf(Scope.class));
  }

  @Test
  void keysHaveATenantAndScopes() {
    Config config = load("", Map.of("PUNCTUAL_API_KEYS", "a:secret, b:other:north:read+write"));
    assertThat(config.apiKeys().get(0))
        .isEqualTo(new ApiKey("a", ApiKey.hash("secret"), "default", EnumSet.allOf(Scope.class)));
    assertThat(config.apiKeys().get(1).tenant()).isEqualTo("north");
    assertThat(config.apiKeys().get(1).scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.WRITE);
  }

  @Test
  void whatIsDescribedHoldsNoSecret() {
    String text =
        ConfigLoader.describe(
            Optional.empty(),
            Map.of(
                "PUNCTUAL_API_KEYS", "a:topsecret",
                "PUNCTUAL_POSTGRES_URL", "postgresql://u:topsecret@db/x",
                "PUNCTUAL_POSTGRES_PASSWORD", "topsecret",
                "PUNCTUAL_HTTP_SERVICE_KEY", "topsecret",
                "PUNCTUAL_REDIS_URL", "redis://:topsecret@cache"));
    assertThat(text)
        .contains("port: 8080", "********")
        .doesNotContain("topsecret", ApiKey.hash("topsecret"));
  }

  private void refuses(String file, Map<String, String> environment, String message) {
    assertThatThrownBy(() -> load(file, environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private Config load(String file, Map<String, String> environment) {
    try {
      Path path = Files.writeString(directory.resolve("punctual.yaml"), file);
      return ConfigLoader.load(Optional.of(path), environment);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
