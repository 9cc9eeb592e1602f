package dev.punctual.delivery;

import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what the configuration names for assignments and for their log, and closes it again. */
final class Backends {
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
  private static final String AUDIT_POOL = "delivery-audit";
  private static final long FLUSH_SECONDS = 5;

  private final Vertx vertx;
  private final Timers timers;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Config.Delivery config;
  private final List<Supplier<Future<Void>>> closings = new ArrayList<>();

  Backends(Vertx vertx, Timers timers, Clock clock, MeterRegistry meters, Config.Delivery config) {
    this.vertx = vertx;
    this.timers = timers;
    this.clock = clock;
    this.meters = meters;
    this.config = config;
  }

  Future<DeliveryStore> store(PgDatabase database) {
    return switch (config.store()) {
      case POSTGRES -> Future.succeededFuture(new PgDeliveryStore(database));
      case DYNAMODB ->
          DynamoDbLink.open(vertx, timers, clock, config.dynamoDb())
              .map(
                  link -> {
                    closings.add(link::close);
                    return new DynamoDbDeliveryStore(link);
                  });
    };
  }

  Future<AuditLog> audit() {
    Config.Delivery.AuditBucket target = config.auditBucket();
    return target
        .name()
        .map(name -> S3AuditBucket.open(vertx, name, target).map(bucket -> batched(bucket, target)))
        .orElseGet(
            () ->
                Future.succeededFuture(
                    new LoggedAudit(vertx.createSharedWorkerExecutor(AUDIT_POOL, 1))));
  }

  private AuditLog batched(S3AuditBucket bucket, Config.Delivery.AuditBucket target) {
    BatchedAudit audit =
        new BatchedAudit(
            bucket,
            timers,
            clock,
            target.flushInterval(),
            target.queueLimit(),
            new AuditMetrics(meters));
    closings.add(() -> flush(audit).eventually(bucket::close));
    return audit;
  }

  private static Future<Void> flush(BatchedAudit audit) {
    return audit
        .flush()
        .timeout(FLUSH_SECONDS, TimeUnit.SECONDS)
        .onFailure(failure -> LOG.error("The end of the operational log is lost", failure));
  }

  /** Flushes and closes everything, whatever fails. */
  Future<Void> close() {
    return Future.join(closings.stream().map(Supplier::get).toList()).mapEmpty();
  }
}
