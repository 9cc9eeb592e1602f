package dev.punctual.trigger.runner;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.config.Config;
import dev.punctual.time.VertxTimers;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Endpoints on this machine, and an action that calls them. */
final class Endpoints implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-25T08:00:00.7Z");
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  final Vertx vertx = Vertx.vertx();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final HostLimiter hosts = new HostLimiter(new HostLimiter.Limits(2, 3, 10));
  private final Context context = vertx.getOrCreateContext();
  private final HttpAction action;

  /** Names are resolved by the system; this machine is open. */
  Endpoints() {
    this(List.of("127.0.0.1", "::1"), Optional.empty(), options -> options);
  }

  Endpoints(
      List<String> allow,
      Optional<NameResolver> resolver,
      UnaryOperator<HttpClientOptions> client) {
    Config.Trigger.Outbound config =
        new Config.Trigger.Outbound(allow, 2, Duration.ofSeconds(5), 65_536);
    NameResolver names =
        resolver.orElseGet(
            () -> new SystemNameResolver(vertx.createSharedWorkerExecutor("resolver", 1)));
    this.action =
        new HttpAction(
            new HttpAction.Tools(
                HttpAction.client(
                    vertx, client.apply(HttpAction.clientOptions(config)), config.perHost()),
                new OutboundGuard(names, AddressPolicy.of(allow, false), config.connectTimeout()),
                hosts,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new VertxTimers(vertx),
                meters,
                config.responseLimit()));
  }

  /** Serves on a free port of the loopback interface. */
  HttpServer serve(Handler<HttpServerRequest> behaviour) {
    return serve(new HttpServerOptions(), "127.0.0.1", 0, behaviour);
  }

  HttpServer serve(
      HttpServerOptions options, String host, int port, Handler<HttpServerRequest> behaviour) {
    return await(vertx.createHttpServer(options).requestHandler(behaviour).listen(port, host));
  }

  AttemptResult call(RunAttempt attempt) {
    return await(begin(attempt));
  }

  Future<AttemptResult> begin(RunAttempt attempt) {
    Promise<AttemptResult> ended = Promise.promise();
    context.runOnContext(here -> action.run(attempt).onComplete(ended::handle));
    return ended.future();
  }

  AttemptResult get(String url) {
    return call(attempt(ActionSpec.http("GET", url, Map.of()), Optional.empty()));
  }

  AttemptResult get(HttpServer server) {
    return get(url(server));
  }

  static RunAttempt attempt(ActionSpec action, Optional<String> payload) {
    return new RunAttempt(UUID.randomUUID(), action, payload, List.of(), TIMEOUT, 1);
  }

  static RunAttempt get(HttpServer server, Duration timeout) {
    return new RunAttempt(
        UUID.randomUUID(),
        ActionSpec.http("GET", url(server), Map.of()),
        Optional.empty(),
        List.of(),
        timeout,
        1);
  }

  static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  long recorded(String outcome) {
    return Optional.ofNullable(
            meters.find("punctual_trigger_outbound").tag("outcome", outcome).timer())
        .map(timer -> timer.count())
        .orElse(0L);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
