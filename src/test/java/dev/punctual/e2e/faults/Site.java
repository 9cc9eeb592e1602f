package dev.punctual.e2e.faults;

import dev.punctual.app.embedded.PostgresEndpoint;
import dev.punctual.testkit.Api;
import dev.punctual.testkit.DurablePostgres;
import dev.punctual.testkit.FaultyProxy;
import dev.punctual.testkit.Place;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Nodes, each behind a network of its own, and the PostgreSQL that they share. */
final class Site implements AutoCloseable {
  private static final int SHARDS = 64;

  private final DurablePostgres postgres;
  private final List<Member> members;
  private final List<FaultyProxy> networks;
  private final List<ServerProcess> nodes;

  /** A node to be: where it runs, and how it is configured. */
  record Member(Place place, Map<String, String> settings) {
    boolean hasEngine() {
      return settings.getOrDefault("PUNCTUAL_ROLES", "").contains("trigger");
    }
  }

  private Site(
      DurablePostgres postgres,
      List<Member> members,
      List<FaultyProxy> networks,
      List<ServerProcess> nodes) {
    this.postgres = postgres;
    this.members = members;
    this.networks = networks;
    this.nodes = nodes;
  }

  /** Starts two nodes that know each other by the database alone. */
  static Site start(Path logs, Path data) {
    Member member = new Member(Place.HERE, Map.of("PUNCTUAL_ROLES", "trigger-service"));
    return start(logs, data, List.of(member, member));
  }

  /**
   * Starts all of it.
   *
   * @param logs where the nodes write their logs to
   * @param data where the database lies
   */
  static Site start(Path logs, Path data, List<Member> members) {
    DurablePostgres postgres = DurablePostgres.start(data);
    List<FaultyProxy> networks =
        members.stream()
            .map(member -> FaultyProxy.before(postgres.endpoint().port(), member.place().outside()))
            .toList();
    // One after the other: the first one migrates.
    List<ServerProcess> nodes =
        IntStream.range(0, members.size())
            .mapToObj(
                i ->
                    node(
                        logs.resolve("node-" + i),
                        members.get(i),
                        postgres.endpoint(),
                        networks.get(i)))
            .toList();
    return new Site(postgres, members, networks, nodes);
  }

  private static ServerProcess node(
      Path directory, Member member, PostgresEndpoint database, FaultyProxy network) {
    Map<String, String> settings = new HashMap<>(member.settings());
    settings.put(
        "PUNCTUAL_POSTGRES_URL",
        "postgresql://%s:%d/%s"
            .formatted(member.place().outside(), network.port(), database.database()));
    settings.put("PUNCTUAL_POSTGRES_USER", database.user());
    settings.put("PUNCTUAL_POSTGRES_PASSWORD", database.password());
    return ServerProcess.startAt(member.place(), directory, settings);
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
    return nodes.stream().map(ServerProcess::api).map(ThreeMembers::authorized).toList();
  }

  /** Where the nodes find an endpoint of the test. */
  String outside() {
    return members.get(0).place().outside();
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
    long engines = members.stream().filter(Member::hasEngine).count();
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
