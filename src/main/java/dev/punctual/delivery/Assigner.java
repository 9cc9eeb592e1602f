package dev.punctual.delivery;

import dev.punctual.bus.Turns;
import dev.punctual.delivery.DeliveryStore.Out;
import dev.punctual.delivery.api.DeliveryApi.AssignPackages;
import dev.punctual.delivery.api.DeliveryApi.AssignmentResult;
import dev.punctual.delivery.api.DeliveryApi.Load;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.delivery.domain.Driver;
import dev.punctual.delivery.domain.Parcel;
import dev.punctual.delivery.domain.Plan;
import dev.punctual.postgres.PgTimes;
import dev.punctual.problem.FieldError;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives packages out in rounds. A tenant's rounds on this node come one after another; what another
 * node stores in between is noticed when the round is stored, and the round is computed again.
 */
final class Assigner {
  private static final int MAX_ATTEMPTS = 10;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int MAX_ERRORS = 100;

  private final DayStore day;
  private final DeliveryStore deliveries;
  private final WorkerExecutor solverThreads;
  private final Clock clock;
  private final Turns turns = new Turns();

  Assigner(DayStore day, DeliveryStore deliveries, WorkerExecutor solverThreads, Clock clock) {
    this.day = day;
    this.deliveries = deliveries;
    this.solverThreads = solverThreads;
    this.clock = clock;
  }

  /**
   * What was stored, and what to answer.
   *
   * @param assignments by driver, in the order of the command
   */
  record Round(List<Assignment> assignments, AssignmentResult result) {}

  Future<Round> assign(AssignPackages command) {
    return turns.take(command.tenant(), () -> attempt(command, 1));
  }

  private Future<Round> attempt(AssignPackages command, int attempt) {
    if (attempt > MAX_ATTEMPTS) {
      return Future.failedFuture(
          new Problem(ProblemType.OVERLOADED, "Other nodes assign this tenant's packages faster.")
              .retryAfter(RETRY)
              .exception());
    }
    Future<List<Driver>> drivers =
        day.drivers(command.tenant(), command.driverIds())
            .compose(found -> requireAll(command.driverIds(), found));
    Future<List<Parcel>> packages = day.packages(command.tenant());
    return Future.all(drivers, packages)
        .compose(read -> deliveries.out(command.tenant(), ids(packages.result())))
        .compose(
            out ->
                solverThreads
                    .executeBlocking(
                        () -> round(command, drivers.result(), in(packages.result(), out)), false)
                    .compose(
                        round ->
                            store(command.tenant(), out, round)
                                .compose(
                                    stored ->
                                        stored
                                            ? Future.succeededFuture(round)
                                            : attempt(command, attempt + 1))));
  }

  private Future<Boolean> store(String tenant, Out seen, Round round) {
    return round.assignments().isEmpty()
        ? Future.succeededFuture(true)
        : deliveries.add(tenant, seen, round.assignments());
  }

  private Round round(AssignPackages command, List<Driver> drivers, List<Parcel> parcels) {
    Plan plan = Plan.of(drivers, parcels, command.maxPerDriver());
    Instant now = PgTimes.precise(clock.instant());
    List<Assignment> assignments = new ArrayList<>();
    List<Load> loads = new ArrayList<>();
    List<String> idle = new ArrayList<>();
    for (String driverId : new LinkedHashSet<>(command.driverIds())) {
      List<Parcel> given = plan.packages().getOrDefault(driverId, List.of());
      given.forEach(parcel -> assignments.add(Assignment.of(driverId, parcel, now)));
      loads.add(new Load(driverId, ids(given)));
      if (given.isEmpty()) {
        idle.add(driverId);
      }
    }
    AssignmentResult result =
        new AssignmentResult(
            loads,
            ids(plan.unassigned()),
            idle,
            command.explain() ? Optional.of(plan.explanation()) : Optional.empty());
    return new Round(assignments, result);
  }

  /** The packages that nobody has. */
  private static List<Parcel> in(List<Parcel> packages, Out out) {
    return packages.stream().filter(it -> !out.packageIds().contains(it.packageId())).toList();
  }

  private static Future<List<Driver>> requireAll(List<String> ids, List<Driver> found) {
    Set<String> known = found.stream().map(Driver::driverId).collect(Collectors.toSet());
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!known.contains(ids.get(i))) {
        errors.add(
            new FieldError(
                "/driver_ids/" + i, "the day's list has no driver %s".formatted(ids.get(i))));
      }
    }
    return errors.isEmpty() ? Future.succeededFuture(found) : Future.failedFuture(unknown(errors));
  }

  private static ProblemException unknown(List<FieldError> errors) {
    String detail = "%s: %s".formatted(errors.get(0).pointer(), errors.get(0).message());
    List<FieldError> shown = errors.subList(0, Math.min(errors.size(), MAX_ERRORS));
    return new Problem(ProblemType.UNKNOWN_REFERENCE, detail, shown, Optional.empty()).exception();
  }

  private static List<String> ids(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::packageId).toList();
  }
}
