package dev.punctual.e2e.faults;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.DurablePostgres;
import dev.punctual.testkit.FaultyProxy;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Nodes, each behind a network of its own, and the PostgreSQL that they share. */
final class Site implements AutoCloseable {
  private static final int SHARDS = 64;
  private static final String CALL_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final DurablePostgres postgres;
  private final List<FaultyProxy> networks;
  private final List<ServerProcess> nodes;
  private final long engines;

  private Site(
      DurablePostgres postgres,
      List<FaultyProxy> networks,
      List<ServerProcess> nodes,
      long engines) {
    this.postgres = postgres;
    this.networks = networks;
    this.nodes = nodes;
    this.engines = engines;
  }

  /**
   * Starts two nodes that know each other by the database alone.
   *
   * @param logs where the nodes write their logs to
   * @param data where the database lies
   */
  static Site start(Path logs, Path data) {
    return start(logs, data, List.of(roles("trigger-service"), roles("trigger-service")));
  }

  /** Starts three members of a cluster, each with other roles; two of them have an engine. */
  static Site startCluster(Path logs, Path data) {
    List<Integer> ports = Stream.generate(ServerProcess::freePort).limit(3).toList();
    return start(
        logs,
        data,
        List.of(
            member(ports, 0, "http,staff,lookup,trigger"),
            member(ports, 1, "http,trigger,runner,shift,delivery"),
            member(ports, 2, "http,runner,retention,call")));
  }

  private static Map<String, String> roles(String roles) {
    return Map.of("PUNCTUAL_ROLES", roles);
  }

  private static Map<String, String> member(List<Integer> ports, int place, String roles) {
    return Map.of(
        "PUNCTUAL_ROLES",
        roles,
        "PUNCTUAL_CLUSTER_MEMBERS",
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")),
        "PUNCTUAL_CLUSTER_PORT",
        ports.get(place).toString(),
        "PUNCTUAL_POSTGRES_POOL_SIZE",
        "8",
        "PUNCTUAL_CALL_ENCRYPTION_KEY",
        CALL_KEY);
  }

  private static Site start(Path logs, Path data, List<Map<String, String>> settings) {
    DurablePostgres postgres = DurablePostgres.start(data);
    List<FaultyProxy> networks =
        settings.stream().map(node -> FaultyProxy.before(postgres.endpoint().port())).toList();
    // One after the other: the first one migrates.
    List<ServerProcess> nodes =
        IntStream.range(0, settings.size())
            .mapToObj(
                i ->
                    node(
                        logs.resolve("node-" + i),
                        postgres.endpoint(),
                        networks.get(i),
                        settings.get(i)))
            .toList();
    long engines =
        settings.stream()
            .filter(node -> node.getOrDefault("PUNCTUAL_ROLES", "").contains("trigger"))
            .count();
    return new Site(postgres, networks, nodes, engines);
  }

  private static ServerProcess node(
      Path directory,
      PostgresEndpoint database,
      FaultyProxy network,
      Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(
        "PUNCTUAL_POSTGRES_URL",
        "postgresql://127.0.0.1:%d/%s".formatted(network.port(), database.database()));
    all.put("PUNCTUAL_POSTGRES_USER", database.user());
    all.put("PUNCTUAL_POSTGRES_PASSWORD", database.password());
    return ServerProcess.start(directory, all);
  }

  int nodes() {
    return nodes.size();
  }

  ServerProcess node(int number) {
    return nodes.get(number);
  }

  /** Between a node and PostgreSQL. */
  FaultyProxy network(int node) {
    return networks.get(node);
  }

  List<Api> apis() {
    return nodes.stream().map(ServerProcess::api).toList();
  }

  TestDatabase database() {
    return postgres.database();
  }

  void killPostgres() {
    postgres.kill();
  }

  void restartPostgres() {
    postgres.restart();
    networks.forEach(network -> network.lead(postgres.endpoint().port()));
  }

  boolean isPostgresUp() {
    return postgres.answers();
  }

  /** Waits until every engine has its fair part of the shards. */
  void awaitBalance() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                database()
                        .count(
                            "SELECT count(*) FROM (SELECT owner FROM trigger.shard WHERE"
                                + " lease_until > clock_timestamp() GROUP BY owner"
                                + " HAVING count(*) = %d) fair".formatted(SHARDS / engines))
                    == engines);
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::kill);
    networks.forEach(FaultyProxy::close);
    postgres.close();
  }
}
