package dev.punctual.delivery;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.delivery.DynamoDbRounds.Round;
import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.FaultyDynamoDb;
import dev.punctual.testkit.FaultyDynamoDb.Fault;
import dev.punctual.testkit.TestDynamoDb;
import dev.punctual.time.VertxTimers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** DynamoDB throttles, leaves out, and loses requests and answers: nothing is stored by halves. */
class DynamoDbOutageTest {
  private static final String TENANT = "default";
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  private static final int SIZE = 60;
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final Duration SHORT = Duration.ofMillis(400);

  private static Vertx vertx;
  private static FaultyDynamoDb way;
  private static DynamoDbAsyncClient directClient;
  private static DynamoDbAsyncClient client;
  private DynamoDbLink direct;
  private DynamoDbDeliveryStore store;

  @BeforeAll
  static void connect() {
    vertx = Vertx.vertx();
    way = FaultyDynamoDb.start(vertx);
    directClient = DynamoDbDeliveryStoreTest.client(TestDynamoDb.endpoint());
    client = DynamoDbDeliveryStoreTest.client(way.endpoint());
  }

  @AfterAll
  static void disconnect() {
    client.close();
    directClient.close();
    way.close();
    await(vertx.close());
  }

  @BeforeEach
  void makeTable() {
    way.heal();
    direct = link(directClient, TestDynamoDb.newTable(), LIMIT);
    await(DynamoDbTable.create(direct.begin()));
    store = storeWithin(LIMIT);
  }

  private DynamoDbLink link(DynamoDbAsyncClient with, String table, Duration limit) {
    return new DynamoDbLink(with, table, vertx, new VertxTimers(vertx), Clock.systemUTC(), limit);
  }

  /** A node of its own, behind the faults. */
  private DynamoDbDeliveryStore storeWithin(Duration limit) {
    return new DynamoDbDeliveryStore(link(client, direct.table(), limit));
  }

  private DynamoDbDeliveryStore healthyNode() {
    return new DynamoDbDeliveryStore(direct);
  }

  @Test
  void isUnavailableWhenItsTimeIsOver() {
    DynamoDbDeliveryStore impatient = storeWithin(SHORT);
    way.faults(operation -> Fault.REQUEST_LOST);

    ProblemException outage = (ProblemException) awaitFailure(impatient.out(TENANT, List.of("p1")));

    assertThat(outage.type()).isEqualTo(ProblemType.UNAVAILABLE);
    assertThat(outage.problem().retryAfter()).isPresent();
  }

  @Test
  void saysAtOnceThatItDoesNotAnswer() {
    await(store.ping());

    way.faults(operation -> Fault.REQUEST_LOST);

    assertThat(awaitFailure(store.ping())).isNotNull();
  }

  @Test
  void waitsOutAnOutageThatIsShorter() {
    AtomicInteger failures = new AtomicInteger();
    way.faults(operation -> failures.incrementAndGet() < 5 ? Fault.THROTTLED : Fault.NONE);

    assertThat(add(store, "d1", packages(0, 10))).isTrue();
    assertThat(failures).hasValueGreaterThan(5);
  }

  @Test
  void nothingIsSeenOfARoundThatCouldNotBeStored() {
    DeliveryStore.Out seen = await(store.out(TENANT, packages(0, 120)));
    way.faults(only("PutItem", Fault.REQUEST_LOST));

    Future<Boolean> added = storeWithin(SHORT).add(TENANT, seen, round("d1", packages(0, 120)));

    assertThat(((ProblemException) awaitFailure(added)).type()).isEqualTo(ProblemType.UNAVAILABLE);
    assertThat(assigned(healthyNode())).isEmpty();
    assertThat(add(healthyNode(), "d2", packages(0, 120))).isTrue();
    assertThat(assigned(healthyNode())).containsExactly(Map.entry("d2", 120L));
  }

  @Test
  void aLostAnswerToTheDecidingWriteDoesNotLoseTheRound() {
    way.faults(once("PutItem", Fault.ANSWER_LOST));

    assertThat(add(store, "d1", packages(0, 120))).isTrue();
    assertThat(assigned(healthyNode())).containsExactly(Map.entry("d1", 120L));
  }

  @Test
  void aRoundWhoseAuthorDiesIsCarriedOutByTheNextReader() {
    DeliveryStore.Out seen = await(store.out(TENANT, packages(0, 180)));
    AtomicInteger transactions = new AtomicInteger();
    way.faults(
        operation ->
            operation.equals("TransactWriteItems") && transactions.incrementAndGet() > 1
                ? Fault.REQUEST_LOST
                : Fault.NONE);

    assertThat(await(storeWithin(SHORT).add(TENANT, seen, round("d1", packages(0, 180))))).isTrue();

    assertThat(assigned(healthyNode())).containsExactly(Map.entry("d1", 180L));
  }

  @Test
  void whoKnowsNothingOfAnUnfinishedRoundFindsItsPackagesOut() {
    DeliveryStore.Out seen = await(store.out(TENANT, packages(0, 60)));
    way.faults(only("TransactWriteItems", Fault.REQUEST_LOST));
    await(storeWithin(SHORT).add(TENANT, seen, round("d1", packages(0, 60))));

    DeliveryStore.Out next = await(healthyNode().out(TENANT, packages(0, 80)));

    assertThat(next.packageIds()).hasSize(60);
  }

  @Test
  void aPackageOfAnUnfinishedRoundCanBeAccepted() {
    DeliveryStore.Out seen = await(store.out(TENANT, packages(0, 1)));
    way.faults(only("TransactWriteItems", Fault.REQUEST_LOST));
    await(storeWithin(SHORT).add(TENANT, seen, round("d1", packages(0, 1))));

    assertThat(change(healthyNode(), DeliveryStatus.ACCEPTED).status())
        .isEqualTo(DeliveryStatus.ACCEPTED);
  }

  @Test
  void aLostAnswerToAStepDoesNotRefuseIt() {
    add(store, "d1", packages(0, 1));
    for (DeliveryStatus step :
        List.of(
            DeliveryStatus.ACCEPTED,
            DeliveryStatus.IN_PROGRESS,
            DeliveryStatus.FAILED_TO_DELIVER)) {
      way.faults(once("TransactWriteItems", Fault.ANSWER_LOST));

      assertThat(change(store, step).status()).isEqualTo(step);
    }

    way.heal();
    assertThat(await(store.out(TENANT, packages(0, 1))).packageIds()).isEmpty();
  }

  @Test
  void whoCarriesARoundOutTooLateChangesNothing() {
    List<String> packages = packages(0, 1);
    DeliveryStore.Out seen = await(store.out(TENANT, packages));
    Round round =
        await(
            DynamoDbRounds.stage(
                direct.begin(), TENANT, seen.rounds() + 1, "late", round("d1", packages)));
    await(DynamoDbRounds.store(direct.begin(), round));
    for (DeliveryStatus step :
        List.of(
            DeliveryStatus.ACCEPTED,
            DeliveryStatus.IN_PROGRESS,
            DeliveryStatus.FAILED_TO_DELIVER)) {
      change(store, step);
    }

    await(new DynamoDbPlacement().carryOut(direct.begin(), round));

    assertThat(await(store.out(TENANT, packages)).packageIds()).isEmpty();
    assertThat(await(store.list(everything())))
        .extracting(Assignment::status)
        .containsExactly(DeliveryStatus.FAILED_TO_DELIVER);
  }

  /** Four nodes give the same packages away at once, through everything that can go wrong. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void underEveryFaultEachRoundIsWholeAndEachPackageIsWithOneDriver(long seed) {
    Random random = new Random(seed);
    way.faults(operation -> fault(operation, random));
    AtomicInteger authors = new AtomicInteger();
    List<Future<Boolean>> nodes = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      nodes.add(assignUntilNothingIsLeft(storeWithin(LIMIT), authors, packages(0, 240), 8));
    }
    Future<Void> reader = readWholeRounds(storeWithin(LIMIT), Future.all(nodes));

    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> reader.isComplete() && nodes.stream().allMatch(Future::isComplete));
    nodes.forEach(node -> await(node));
    await(reader);
    way.heal();

    List<Assignment> all = await(healthyNode().list(everything()));
    assertThat(all).extracting(Assignment::packageId).doesNotHaveDuplicates();
    assertThat(assigned(healthyNode()).values()).containsOnly((long) SIZE);
  }

  private static Fault fault(String operation, Random random) {
    synchronized (random) {
      double dice = random.nextDouble();
      if (dice < 0.08) {
        return Fault.THROTTLED;
      }
      if (dice < 0.14) {
        return Fault.REQUEST_LOST;
      }
      if (dice < 0.22) {
        return Fault.ANSWER_LOST;
      }
      return operation.equals("BatchWriteItem") && dice < 0.5 ? Fault.LEFT_OUT : Fault.NONE;
    }
  }

  /** Every round is given to a driver of its own. */
  private static Future<Boolean> assignUntilNothingIsLeft(
      DeliveryStore node, AtomicInteger authors, List<String> packages, int tries) {
    if (tries == 0) {
      return Future.succeededFuture(true);
    }
    return node.out(TENANT, packages)
        .compose(
            out -> {
              List<String> left =
                  packages.stream().filter(id -> !out.packageIds().contains(id)).toList();
              return left.isEmpty()
                  ? Future.succeededFuture(true)
                  : node.add(TENANT, out, round("d" + authors.incrementAndGet(), part(left)));
            })
        .recover(DynamoDbOutageTest::onlyUnavailable)
        .compose(added -> assignUntilNothingIsLeft(node, authors, packages, tries - 1));
  }

  /** Fewer are left only to somebody who was overtaken while reading. */
  private static List<String> part(List<String> packages) {
    return packages.subList(0, Math.min(SIZE, packages.size()));
  }

  private static Future<Boolean> onlyUnavailable(Throwable failure) {
    return failure instanceof ProblemException problem && problem.type() == ProblemType.UNAVAILABLE
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  private static Future<Void> readWholeRounds(DeliveryStore node, Future<?> until) {
    return node.list(everything())
        .compose(
            all -> {
              assertThat(counted(all).values()).allMatch(count -> count == SIZE);
              return until.isComplete()
                  ? Future.<Void>succeededFuture()
                  : readWholeRounds(node, until);
            })
        .recover(failure -> onlyUnavailable(failure).mapEmpty());
  }

  private static Function<String, Fault> only(String operation, Fault fault) {
    return actual -> actual.equals(operation) ? fault : Fault.NONE;
  }

  private static Function<String, Fault> once(String operation, Fault fault) {
    Set<String> seen = new HashSet<>();
    return actual -> actual.equals(operation) && seen.add(actual) ? fault : Fault.NONE;
  }

  private static List<String> packages(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "p%04d".formatted(i)).toList();
  }

  private static List<Assignment> round(String driverId, List<String> packages) {
    return packages.stream().map(id -> DeliveryStoreContract.assignment(driverId, id)).toList();
  }

  private static boolean add(DeliveryStore node, String driverId, List<String> packages) {
    DeliveryStore.Out seen = await(node.out(TENANT, packages));
    return await(node.add(TENANT, seen, round(driverId, packages)));
  }

  private static Assignment change(DeliveryStore node, DeliveryStatus step) {
    return await(node.change(new ChangeStatus(TENANT, "d1", "p0000", step), NOW));
  }

  private static ListDeliveries everything() {
    return new ListDeliveries(TENANT, Optional.empty(), Optional.empty(), Optional.empty(), 1_000);
  }

  /** How many packages each driver has. */
  private static Map<String, Long> assigned(DeliveryStore node) {
    return counted(await(node.list(everything())));
  }

  private static Map<String, Long> counted(Collection<Assignment> all) {
    return all.stream().collect(Collectors.groupingBy(Assignment::driverId, Collectors.counting()));
  }
}
