package dev.punctual.delivery;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.punctual.delivery.DeliveryStore.Out;
import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.ListDeliveries;
import dev.punctual.delivery.api.DeliveryApi.Position;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.DeliveryStatus;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of assignments promises. Each test begins with an empty one. */
abstract class DeliveryStoreContract {
  static final String TENANT = "default";
  static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  static final Instant LATER = NOW.plusSeconds(60);

  /** The store under test, empty. */
  abstract DeliveryStore store();

  @Test
  void nothingIsOutAtFirst() {
    assertThat(await(store().out(TENANT, List.of("p1", "p2"))).packageIds()).isEmpty();
  }

  @Test
  void keepsEverythingOfAnAssignment() {
    Assignment given =
        new Assignment(
            "d1",
            "p1",
            DeliveryStatus.ASSIGNED,
            Optional.of("1 Main Street, Springfield"),
            3.84,
            0.5,
            NOW,
            NOW);
    Assignment withoutAddress = assignment("d1", "p2");

    add(given, withoutAddress);

    assertThat(all()).containsExactly(given, withoutAddress);
  }

  @Test
  void tellsWhichOfThePackagesAskedForAreOut() {
    add(assignment("d1", "p1"), assignment("d2", "p2"), assignment("d2", "p3"));

    assertThat(out("p2", "p3", "p4")).containsExactlyInAnyOrder("p2", "p3");
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void aPackageIsOutInEveryStatusButFailed(DeliveryStatus status) {
    add(assignment("d1", "p1"));
    walkTo("d1", "p1", status);

    assertThat(out("p1").contains("p1")).isEqualTo(status.isOut());
  }

  @Test
  void aFailedPackageIsGivenToAnotherDriver() {
    add(assignment("d1", "p1"));
    walkTo("d1", "p1", DeliveryStatus.FAILED_TO_DELIVER);

    add(assignment("d2", "p1"));

    assertThat(out("p1")).containsExactly("p1");
    assertThat(all())
        .extracting(Assignment::driverId, Assignment::status)
        .containsExactly(
            tuple("d1", DeliveryStatus.FAILED_TO_DELIVER), tuple("d2", DeliveryStatus.ASSIGNED));
  }

  @Test
  void aFailedPackageIsGivenToTheSameDriverAgain() {
    add(assignment("d1", "p1"));
    walkTo("d1", "p1", DeliveryStatus.FAILED_TO_DELIVER);

    add(assignment("d1", "p1"));

    assertThat(all()).containsExactly(assignment("d1", "p1"));
    assertThat(out("p1")).containsExactly("p1");
  }

  @Test
  void storesNothingOfARoundThatAnotherOneOvertook() {
    Out seen = await(store().out(TENANT, List.of("p1", "p2", "p3")));
    assertThat(await(store().add(TENANT, seen, List.of(assignment("d1", "p1"))))).isTrue();

    List<Assignment> late = List.of(assignment("d2", "p1"), assignment("d2", "p2"));

    assertThat(await(store().add(TENANT, seen, late))).isFalse();
    assertThat(all()).containsExactly(assignment("d1", "p1"));
    assertThat(out("p1", "p2")).containsExactly("p1");
  }

  @Test
  void ofManyRoundsAtOnceOneIsStoredWhole() {
    int rounds = 8;
    int size = 150;
    List<String> packages = IntStream.range(0, size).mapToObj(i -> "p%03d".formatted(i)).toList();
    Out seen = await(store().out(TENANT, packages));

    List<Future<Boolean>> added = new ArrayList<>();
    for (int driver = 0; driver < rounds; driver++) {
      String id = "d" + driver;
      added.add(store().add(TENANT, seen, packages.stream().map(p -> assignment(id, p)).toList()));
    }

    assertThat(added.stream().map(result -> await(result)).filter(stored -> stored)).hasSize(1);
    List<Assignment> stored = all();
    assertThat(stored).hasSize(size);
    assertThat(stored).extracting(Assignment::driverId).containsOnly(stored.get(0).driverId());
  }

  @Test
  void storesALargeRoundAsAWhole() {
    int size = 1_250;
    List<Assignment> round =
        IntStream.range(0, size)
            .mapToObj(i -> assignment("d%02d".formatted(i % 7), "p%04d".formatted(i)))
            .toList();

    add(round.toArray(Assignment[]::new));

    assertThat(await(store().out(TENANT, ids(round))).packageIds()).hasSize(size);
    assertThat(list(Optional.of("d03"), Optional.empty(), Optional.empty(), 1_000))
        .hasSize(size / 7 + 1)
        .allMatch(assignment -> assignment.driverId().equals("d03"));
  }

  @Test
  void aPackageWalksToItsDoor() {
    add(assignment("d1", "p1"));

    List<DeliveryStatus> steps =
        List.of(DeliveryStatus.ACCEPTED, DeliveryStatus.IN_PROGRESS, DeliveryStatus.DELIVERED);
    for (DeliveryStatus step : steps) {
      Assignment moved = change("d1", "p1", step);
      assertThat(moved.status()).isEqualTo(step);
      assertThat(moved.assignedAt()).isEqualTo(NOW);
      assertThat(moved.updatedAt()).isEqualTo(LATER);
      assertThat(all()).containsExactly(moved);
    }
  }

  @ParameterizedTest
  @EnumSource(DeliveryStatus.class)
  void refusesEveryStepThatDoesNotFollow(DeliveryStatus current) {
    add(assignment("d1", "p1"));
    walkTo("d1", "p1", current);

    for (DeliveryStatus step : DeliveryStatus.values()) {
      if (!step.previous().equals(Optional.of(current))) {
        assertThat(problem(store().change(command("d1", "p1", step), LATER)))
            .isEqualTo(ProblemType.DELIVERY_STEP_REFUSED);
      }
    }
    assertThat(all()).extracting(Assignment::status).containsExactly(current);
  }

  @Test
  void knowsOnlyPairsThatWereAssigned() {
    add(assignment("d1", "p1"), assignment("d2", "p2"));

    assertThat(problem(store().change(command("d1", "p2", DeliveryStatus.ACCEPTED), LATER)))
        .isEqualTo(ProblemType.NOT_FOUND);
    assertThat(problem(store().change(command("d3", "p3", DeliveryStatus.ASSIGNED), LATER)))
        .isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void ofManyEqualStepsAtOnceOneIsTaken() {
    add(assignment("d1", "p1"));

    List<Future<Assignment>> steps =
        IntStream.range(0, 8)
            .mapToObj(i -> store().change(command("d1", "p1", DeliveryStatus.ACCEPTED), LATER))
            .toList();

    assertThat(steps.stream().map(DeliveryStoreContract::outcome).filter(""::equals)).hasSize(1);
  }

  @Test
  void tenantsShareNothing() {
    add(assignment("d1", "p1"));
    Out elsewhere = await(store().out("other", List.of("p1")));

    assertThat(elsewhere.packageIds()).isEmpty();
    assertThat(await(store().add("other", elsewhere, List.of(assignment("d1", "p1"))))).isTrue();
    walkTo("d1", "p1", DeliveryStatus.ACCEPTED);

    assertThat(await(store().list(everything("other")))).containsExactly(assignment("d1", "p1"));
    assertThat(
            problem(
                store()
                    .change(new ChangeStatus("third", "d1", "p1", DeliveryStatus.ACCEPTED), LATER)))
        .isEqualTo(ProblemType.NOT_FOUND);
  }

  @Test
  void listsByDriverAndByStatus() {
    add(assignment("d1", "p1"), assignment("d1", "p2"), assignment("d2", "p3"));
    walkTo("d1", "p2", DeliveryStatus.ACCEPTED);
    walkTo("d2", "p3", DeliveryStatus.ACCEPTED);

    assertThat(packages(Optional.of("d1"), Optional.empty())).containsExactly("p1", "p2");
    assertThat(packages(Optional.empty(), Optional.of(DeliveryStatus.ACCEPTED)))
        .containsExactly("p2", "p3");
    assertThat(packages(Optional.of("d2"), Optional.of(DeliveryStatus.ASSIGNED))).isEmpty();
    assertThat(packages(Optional.of("d1"), Optional.of(DeliveryStatus.ACCEPTED)))
        .containsExactly("p2");
  }

  @Test
  void pagesHaveNoGapsAndNoRepeats() {
    List<Assignment> round =
        IntStream.range(0, 25)
            .mapToObj(i -> assignment("d" + i % 3, "p%02d".formatted(i)))
            .toList();
    add(round.toArray(Assignment[]::new));

    List<Assignment> read = new ArrayList<>();
    Optional<Position> after = Optional.empty();
    for (int page = 0; page < 4; page++) {
      List<Assignment> next = list(Optional.empty(), Optional.empty(), after, 7);
      read.addAll(next);
      Assignment last = next.get(next.size() - 1);
      after = Optional.of(new Position(last.driverId(), last.packageId()));
    }

    assertThat(list(Optional.empty(), Optional.empty(), after, 7)).isEmpty();
    assertThat(read).containsExactlyElementsOf(all());
    assertThat(read).containsExactlyInAnyOrderElementsOf(round);
  }

  final void add(Assignment... round) {
    List<Assignment> assignments = List.of(round);
    Out seen = await(store().out(TENANT, ids(assignments)));
    assertThat(await(store().add(TENANT, seen, assignments))).isTrue();
  }

  final Assignment change(String driverId, String packageId, DeliveryStatus status) {
    return await(store().change(command(driverId, packageId, status), LATER));
  }

  private void walkTo(String driverId, String packageId, DeliveryStatus status) {
    status
        .previous()
        .ifPresent(
            previous -> {
              walkTo(driverId, packageId, previous);
              change(driverId, packageId, status);
            });
  }

  final Set<String> out(String... packageIds) {
    return await(store().out(TENANT, List.of(packageIds))).packageIds();
  }

  final List<Assignment> all() {
    return await(store().list(everything(TENANT)));
  }

  private List<String> packages(Optional<String> driverId, Optional<DeliveryStatus> status) {
    return ids(list(driverId, status, Optional.empty(), 100));
  }

  private List<Assignment> list(
      Optional<String> driverId,
      Optional<DeliveryStatus> status,
      Optional<Position> after,
      int limit) {
    return await(store().list(new ListDeliveries(TENANT, driverId, status, after, limit)));
  }

  static Assignment assignment(String driverId, String packageId) {
    return new Assignment(
        driverId, packageId, DeliveryStatus.ASSIGNED, Optional.empty(), 1.5, 0.25, NOW, NOW);
  }

  static ChangeStatus command(String driverId, String packageId, DeliveryStatus status) {
    return new ChangeStatus(TENANT, driverId, packageId, status);
  }

  private static ListDeliveries everything(String tenant) {
    return new ListDeliveries(tenant, Optional.empty(), Optional.empty(), Optional.empty(), 1_000);
  }

  private static List<String> ids(List<Assignment> assignments) {
    return assignments.stream().map(Assignment::packageId).toList();
  }

  private static ProblemType problem(Future<?> failed) {
    return ((ProblemException) awaitFailure(failed)).type();
  }

  /** Empty for a success, else the problem's code. */
  private static String outcome(Future<Assignment> step) {
    return await(
        step.map("")
            .recover(
                failure -> Future.succeededFuture(((ProblemException) failure).type().code())));
  }
}
