package dev.punctual.e2e.faults;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.DurablePostgres;
import dev.punctual.testkit.FaultyProxy;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Two nodes, each behind a network of its own, and the PostgreSQL that they share. */
final class Site implements AutoCloseable {
  private static final int NODES = 2;

  private final DurablePostgres postgres;
  private final List<FaultyProxy> networks;
  private final List<ServerProcess> nodes;

  private Site(DurablePostgres postgres, List<FaultyProxy> networks, List<ServerProcess> nodes) {
    this.postgres = postgres;
    this.networks = networks;
    this.nodes = nodes;
  }

  /**
   * Starts all of it.
   *
   * @param logs where the nodes write their logs to
   * @param data where the database lies
   */
  static Site start(Path logs, Path data) {
    DurablePostgres postgres = DurablePostgres.start(data);
    List<FaultyProxy> networks =
        Stream.generate(() -> FaultyProxy.before(postgres.endpoint().port())).limit(NODES).toList();
    // One after the other: the first one migrates.
    List<ServerProcess> nodes =
        IntStream.range(0, NODES)
            .mapToObj(i -> node(logs.resolve("node-" + i), postgres.endpoint(), networks.get(i)))
            .toList();
    return new Site(postgres, networks, nodes);
  }

  private static ServerProcess node(
      Path directory, PostgresEndpoint database, FaultyProxy network) {
    return ServerProcess.start(
        directory,
        Map.of(
            "PUNCTUAL_ROLES",
            "trigger-service",
            "PUNCTUAL_POSTGRES_URL",
            "postgresql://127.0.0.1:%d/%s".formatted(network.port(), database.database()),
            "PUNCTUAL_POSTGRES_USER",
            database.user(),
            "PUNCTUAL_POSTGRES_PASSWORD",
            database.password()));
  }

  int nodes() {
    return NODES;
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

  /** Waits until both nodes have their fair part of the shards. */
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
                                + " HAVING count(*) = 32) fair")
                    == NODES);
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::kill);
    networks.forEach(FaultyProxy::close);
    postgres.close();
  }
}
