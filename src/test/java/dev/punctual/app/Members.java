package dev.punctual.app;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.bus.Address;
import dev.punctual.bus.Bus;
import dev.punctual.config.Config.Cluster;
import dev.punctual.testkit.ServerProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Two members of a cluster in one process, and a question that they ask each other. */
final class Members implements AutoCloseable {
  static final Address<Question, Answer> ASK =
      Address.of("test.ask", Question.class, Answer.class).within(Duration.ofSeconds(30));

  private final List<Integer> ports = Stream.generate(ServerProcess::freePort).limit(2).toList();
  private final List<Platform> platforms = new ArrayList<>();
  private final List<Bus> buses = new ArrayList<>();

  /** A question. */
  public record Question(int number) {}

  /** Who answered it. */
  public record Answer(int number, int member) {}

  static Members start() {
    return start(List.of(Optional.empty(), Optional.empty()));
  }

  /** With what each of them proves who it is. */
  static Members start(List<Optional<Cluster.Tls>> proofs) {
    Members members = new Members();
    proofs.forEach(members::add);
    return members;
  }

  /** Known to each other by a name alone: the first one has the port that goes with it. */
  static Members startBehind(String service) {
    Members members = new Members();
    int port = members.ports.get(0);
    for (int i = 0; i < 2; i++) {
      members.start(
          new Cluster(
              List.of(),
              Optional.of(service),
              "127.0.0.1",
              new Cluster.Ports(port, port + 9),
              0,
              Optional.empty(),
              false));
    }
    return members;
  }

  private void add(Optional<Cluster.Tls> tls) {
    int port = ports.get(platforms.size());
    Cluster cluster =
        new Cluster(
            ports.stream().map(other -> "127.0.0.1:" + other).toList(),
            Optional.empty(),
            "127.0.0.1",
            new Cluster.Ports(port, port),
            0,
            tls,
            false);
    start(cluster);
  }

  private void start(Cluster cluster) {
    Platform platform = Platform.start(cluster, new SimpleMeterRegistry(), Optional.empty());
    platforms.add(platform);
    buses.add(new Bus(platform.vertx(), new SimpleMeterRegistry()));
  }

  Platform platform(int member) {
    return platforms.get(member);
  }

  Bus bus(int member) {
    return buses.get(member);
  }

  /** From now on this member answers, too. */
  void serve(int member) {
    bus(member)
        .serve(ASK, 10, question -> Future.succeededFuture(new Answer(question.number(), member)));
    await(bus(member).announced());
  }

  Future<Answer> ask(int member, int number) {
    return bus(member).request(ASK, new Question(number));
  }

  @Override
  public void close() {
    platforms.forEach(Platform::close);
  }
}
