package dev.punctual.delivery;

import dev.punctual.bus.Bus;
import dev.punctual.bus.RequestId;
import dev.punctual.config.Config;
import dev.punctual.delivery.api.DeliveryApi;
import dev.punctual.delivery.api.DeliveryApi.AssignPackages;
import dev.punctual.delivery.api.DeliveryApi.AssignmentResult;
import dev.punctual.delivery.api.DeliveryApi.ChangeStatus;
import dev.punctual.delivery.api.DeliveryApi.DeliveryList;
import dev.punctual.delivery.api.DeliveryApi.DriverList;
import dev.punctual.delivery.api.DeliveryApi.PackageList;
import dev.punctual.delivery.domain.Assignment;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTimes;
import dev.punctual.time.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The delivery service on the bus. */
public final class DeliveryVerticle extends VerticleBase {
  private static final int BACKLOG = 1_000;
  private static final int IMPORT_BACKLOG = 64;
  private static final int ASSIGN_BACKLOG = 100;
  private static final String SOLVER_POOL = "delivery-solver";

  private final Bus bus;
  private final PgDatabase database;
  private final Timers timers;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Config.Delivery config;
  private final DayStore day;
  private Optional<Backends> backends = Optional.empty();

  /** Also read by whoever asks how the node is. */
  private volatile Optional<DeliveryStore> store = Optional.empty();

  public DeliveryVerticle(
      Bus bus,
      PgDatabase database,
      Timers timers,
      Clock clock,
      MeterRegistry meters,
      Config.Delivery config) {
    this.bus = bus;
    this.database = database;
    this.timers = timers;
    this.clock = clock;
    this.meters = meters;
    this.config = config;
    this.day = new PgDayStore(database);
  }

  @Override
  public Future<?> start() {
    Backends opened = new Backends(vertx, timers, clock, meters, config);
    backends = Optional.of(opened);
    return opened
        .store(database)
        .onSuccess(found -> store = Optional.of(found))
        .compose(found -> opened.audit().onSuccess(audit -> serve(found, audit)));
  }

  @Override
  public Future<?> stop() {
    return backends.map(Backends::close).orElse(Future.succeededFuture());
  }

  /** Succeeds if what keeps the assignments answers; from any thread. */
  public Future<Void> ping() {
    return store.map(DeliveryStore::ping).orElse(Future.failedFuture("not started"));
  }

  private void serve(DeliveryStore deliveries, AuditLog audit) {
    Assigner assigner =
        new Assigner(
            day,
            deliveries,
            vertx.createSharedWorkerExecutor(SOLVER_POOL, config.parallelAssignments()),
            clock);
    serveDay();
    bus.serve(DeliveryApi.ASSIGN, ASSIGN_BACKLOG, q -> assign(assigner, audit, q));
    bus.serve(DeliveryApi.CHANGE_STATUS, BACKLOG, q -> change(deliveries, audit, q));
    bus.serve(DeliveryApi.LIST_DELIVERIES, BACKLOG, q -> deliveries.list(q).map(DeliveryList::new));
  }

  private void serveDay() {
    bus.serve(DeliveryApi.IMPORT_DRIVERS, IMPORT_BACKLOG, day::importDrivers);
    bus.serve(DeliveryApi.IMPORT_PACKAGES, IMPORT_BACKLOG, day::importPackages);
    bus.serve(DeliveryApi.LIST_DRIVERS, BACKLOG, q -> day.drivers(q).map(DriverList::new));
    bus.serve(DeliveryApi.LIST_PACKAGES, BACKLOG, q -> day.packages(q).map(PackageList::new));
  }

  private Future<AssignmentResult> assign(
      Assigner assigner, AuditLog audit, AssignPackages command) {
    return assigner
        .assign(command)
        .map(
            round -> {
              record(audit, command.tenant(), round.assignments());
              return round.result();
            });
  }

  private Future<Assignment> change(
      DeliveryStore deliveries, AuditLog audit, ChangeStatus command) {
    return deliveries
        .change(command, PgTimes.precise(clock.instant()))
        .onSuccess(changed -> record(audit, command.tenant(), List.of(changed)));
  }

  private static void record(AuditLog audit, String tenant, List<Assignment> changed) {
    Optional<String> requestId = RequestId.current();
    audit.append(
        changed.stream().map(assignment -> AuditRecord.of(tenant, assignment, requestId)).toList());
  }
}
