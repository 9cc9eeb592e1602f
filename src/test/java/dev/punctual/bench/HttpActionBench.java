package dev.punctual.bench;

import dev.punctual.trigger.domain.EventIds;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/** Calls that go out, to a sink that notes when they arrive. */
final class HttpActionBench {
  private static final int RATE = 2_000;
  private static final String WELL = "127.0.0.1";
  private static final String HANGS = "127.0.0.2";
  private static final String FAILS = "127.0.0.3";

  private final BenchServer server;
  private final Duration span;
  private final Vertx vertx = Vertx.vertx();

  HttpActionBench(BenchServer server, Duration span) {
    this.server = server;
    this.span = span;
  }

  void run() {
    Table.head(
        "%,d calls a second, due to request received".formatted(RATE),
        "received",
        "missing",
        "p50 ms",
        "p99 ms",
        "max ms");
    deliver("all endpoints well", i -> WELL, RATE);
    deliver(
        "10 % of them hang, 10 % fail: the others",
        i -> i % 10 == 0 ? HANGS : i % 10 == 1 ? FAILS : WELL, RATE * 8 / 10);
    System.out.println();
  }

  /** What arrived where all is well, of what was due in the span. */
  private record Arrivals(Instant from, Instant to, Collection<Double> late) {
    void add(HttpServerRequest request, Instant now) {
      Instant due = EventIds.time(UUID.fromString(request.getHeader("webhook-id")));
      if (!due.isBefore(from) && due.isBefore(to)) {
        late.add(Duration.between(due, now).toNanos() / 1e6);
      }
    }
  }

  private void deliver(String name, IntFunction<String> host, int rateOfTheWell) {
    try (BenchNode node = BenchNode.start(server)) {
      Instant begin = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
      // The first seconds warm up.
      Instant from = begin.plusSeconds(10);
      Arrivals arrivals = new Arrivals(from, from.plus(span), new ConcurrentLinkedQueue<>());
      HttpServer sink = sink(arrivals);
      Imports.triggers(
          node.api(),
          RATE,
          i ->
              "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                  .formatted(begin.plusMillis(i * 1_000L / RATE)),
          i ->
              "{\"type\":\"http\",\"url\":\"http://%s:%d/\"}"
                  .formatted(host.apply(i), sink.actualPort()));
      BenchNode.sleepUntil(arrivals.to().plusSeconds(2));
      sink.close().toCompletionStage().toCompletableFuture().join();
      Quantiles late = Quantiles.of(arrivals.late());
      Table.row(
          name,
          Table.count(late.count()),
          Table.count(rateOfTheWell * span.toSeconds() - late.count()),
          Table.millis(late.at(0.5)),
          Table.millis(late.at(0.99)),
          Table.millis(late.at(1)));
    }
  }

  private HttpServer sink(Arrivals arrivals) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              Instant now = Instant.now();
              switch (request.localAddress().hostAddress()) {
                case HANGS -> {
                  // It never answers.
                }
                case FAILS -> request.response().setStatusCode(500).end();
                default -> {
                  arrivals.add(request, now);
                  request.response().end();
                }
              }
            })
        .listen(0, "0.0.0.0")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
