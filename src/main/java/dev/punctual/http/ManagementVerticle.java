package dev.punctual.http;

import dev.punctual.config.Config;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Health and metrics on a port of their own: for a node without the role http, and for a network
 * that clients do not reach.
 */
public final class ManagementVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 75;
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Config.Management config;
  private final Map<String, Supplier<Future<ApiResponse>>> pages;

  public ManagementVerticle(
      Config.Management config, Health health, PrometheusMeterRegistry meters) {
    this.config = config;
    this.pages =
        Map.of(
            "/health/live", health::isLive,
            "/health/ready", health::isReady,
            "/health/started", health::hasStarted,
            "/metrics", () -> Future.succeededFuture(OperationsRoutes.metrics(meters)));
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setCompressionSupported(true);
    return vertx
        .createHttpServer(options)
        .requestHandler(this::answer)
        .listen(config.port(), config.host());
  }

  private void answer(HttpServerRequest request) {
    Optional.of(request)
        .filter(asked -> READING.contains(asked.method()))
        .map(asked -> pages.get(asked.path()))
        .ifPresentOrElse(
            page ->
                page.get()
                    .onSuccess(response -> response.writeTo(request))
                    .onFailure(failure -> request.response().setStatusCode(500).end()),
            () -> request.response().setStatusCode(404).end());
  }
}
