package dev.punctual.lookup;

import dev.punctual.bus.Bus;
import dev.punctual.config.Config;
import dev.punctual.lookup.api.LookupApi;
import dev.punctual.lookup.api.LookupApi.ActiveMembers;
import dev.punctual.lookup.api.LookupApi.ReadActiveMembers;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.net.URI;
import java.util.function.Supplier;

/** Serves the lookup on the bus, behind a circuit breaker. */
public final class LookupVerticle extends VerticleBase {
  private static final int BACKLOG = 64;
  private static final long NO_TIMEOUT_OF_ITS_OWN = -1;

  private final Bus bus;
  private final Timers timers;
  private final MeterRegistry meters;
  private final Config.Lookup config;
  private final Supplier<URI> dataService;
  private final String serviceKey;

  /** Asks {@code dataService}, which may be known only when the HTTP server is up. */
  public LookupVerticle(
      Bus bus,
      Timers timers,
      MeterRegistry meters,
      Config.Lookup config,
      Supplier<URI> dataService,
      String serviceKey) {
    this.bus = bus;
    this.timers = timers;
    this.meters = meters;
    this.config = config;
    this.dataService = dataService;
    this.serviceKey = serviceKey;
  }

  /** An answer, or a problem that says nothing about the Data Service's health. */
  private record Heard(Future<ActiveMembers> outcome) {}

  @Override
  public Future<?> start() {
    DataServiceClient client =
        new DataServiceClient(vertx, timers, config, dataService, serviceKey);
    CircuitBreaker circuit =
        CircuitBreaker.create(
            "data-service",
            vertx,
            new CircuitBreakerOptions()
                .setMaxFailures(config.circuit().failures())
                .setTimeout(NO_TIMEOUT_OF_ITS_OWN)
                .setResetTimeout(config.circuit().pause().toMillis()));
    Gauge.builder("punctual_lookup_circuit_open", circuit, LookupVerticle::isOpen)
        .description("1 while the Data Service has failed too often and is not asked")
        .register(meters);
    bus.serve(LookupApi.ACTIVE_MEMBERS, BACKLOG, query -> ask(circuit, client, query));
    return Future.succeededFuture();
  }

  private static int isOpen(CircuitBreaker circuit) {
    return circuit.state() == CircuitBreakerState.OPEN ? 1 : 0;
  }

  private Future<ActiveMembers> ask(
      CircuitBreaker circuit, DataServiceClient client, ReadActiveMembers query) {
    return circuit
        .execute(() -> client.ask(query).transform(LookupVerticle::heard))
        .compose(Heard::outcome)
        .recover(
            failure ->
                failure instanceof OpenCircuitException
                    ? Future.failedFuture(circuitOpen())
                    : Future.failedFuture(failure));
  }

  /** Only a Data Service that does not serve counts against it; "no such group" is an answer. */
  private static Future<Heard> heard(ActiveMembers members, Throwable failure) {
    if (failure == null) {
      return Future.succeededFuture(new Heard(Future.succeededFuture(members)));
    }
    return failure instanceof ProblemException problem
            && problem.type() != ProblemType.DATA_SERVICE_UNAVAILABLE
        ? Future.succeededFuture(new Heard(Future.failedFuture(failure)))
        : Future.failedFuture(failure);
  }

  private ProblemException circuitOpen() {
    return new Problem(
            ProblemType.DATA_SERVICE_UNAVAILABLE,
            "The Data Service has failed repeatedly and is given a pause.")
        .retryAfter(config.circuit().pause())
        .exception();
  }
}
