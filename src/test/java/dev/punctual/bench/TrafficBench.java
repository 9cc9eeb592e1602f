package dev.punctual.bench;

import dev.punctual.testkit.Api;
import dev.punctual.trigger.domain.EventIds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** What comes in and goes out over HTTP, and what triggers cost that do nothing. */
public final class TrafficBench {
  private static final int RATE = 2_000;
  private static final int CLIENTS = 64;
  private static final int DORMANT = 1_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final BenchServer server;
  private final int seconds;

  private TrafficBench(BenchServer server, int seconds) {
    this.server = server;
    this.seconds = seconds;
  }

  public static void main(String[] args) {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 30;
    System.out.printf(
        "%d processors, Java %s, embedded PostgreSQL with fsync, %d s a step;"
            + " sink and clients run in the same process%n%n",
        Runtime.getRuntime().availableProcessors(), Runtime.version(), seconds);
    try (BenchServer server = new BenchServer()) {
      TrafficBench bench = new TrafficBench(server, seconds);
      bench.hooks();
      bench.delivery();
      bench.dormant();
    }
    System.exit(0);
  }

  private void hooks() {
    try (BenchNode node = BenchNode.start(server, Map.of("PUNCTUAL_HTTP_RATE_LIMIT", "1000000"))) {
      Api.Answer made =
          node.api()
              .post(
                  "/api/v1/triggers",
                  "{\"name\":\"h\",\"kind\":\"api\",\"action\":{\"type\":\"log\"},\"json_schema\":"
                      + "{\"type\":\"object\",\"required\":[\"n\"],"
                      + "\"properties\":{\"n\":{\"type\":\"integer\"}}}}");
      URI hook = URI.create(made.field("webhook_url"));
      HttpClient client =
          vertx.createHttpClient(
              new HttpClientOptions().setDefaultHost(hook.getHost()).setDefaultPort(hook.getPort()),
              new PoolOptions().setHttp1MaxSize(CLIENTS));
      post(client, hook, Duration.ofSeconds(10));
      Posted posted = post(client, hook, Duration.ofSeconds(seconds));
      long logged =
          BenchServer.numbers(node.database(), "SELECT count(*) FROM trigger.event_active")
              .get(0)
              .longValue();
      System.out.printf(
          "Webhooks with a schema, %d clients: %,.0f acknowledged a second, p50 %.1f ms, p99 %.1f ms,"
              + " refused %,d; logged so far, warm-up included: %,d%n%n",
          CLIENTS,
          posted.millis().size() / (double) seconds,
          quantile(posted.millis(), 0.5),
          quantile(posted.millis(), 0.99),
          posted.refused(),
          logged);
    }
  }

  private record Posted(List<Double> millis, long refused) {}

  private Posted post(HttpClient client, URI hook, Duration span) {
    long end = System.nanoTime() + span.toNanos();
    ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
    AtomicLong refused = new AtomicLong();
    Future<?>[] clients = new Future<?>[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] = postOn(client, hook, end, millis, refused);
    }
    Future.join(Arrays.asList(clients)).toCompletionStage().toCompletableFuture().join();
    return new Posted(millis.stream().sorted().toList(), refused.get());
  }

  private static Future<Void> postOn(
      HttpClient client,
      URI hook,
      long end,
      ConcurrentLinkedQueue<Double> millis,
      AtomicLong refused) {
    long begin = System.nanoTime();
    if (begin > end) {
      return Future.succeededFuture();
    }
    return client
        .request(HttpMethod.POST, hook.getPath())
        .compose(
            request -> request.putHeader("Content-Type", "application/json").send("{\"n\": 1}"))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body -> {
                          if (response.statusCode() == 202) {
                            millis.add((System.nanoTime() - begin) / 1e6);
                          } else {
                            refused.incrementAndGet();
                          }
                          return null;
                        }))
        .compose(done -> postOn(client, hook, end, millis, refused));
  }

  private void delivery() {
    System.out.printf("Delivery of %,d calls a second, due to request received%n", RATE);
    System.out.println("| endpoints | received | p50 ms | p99 ms | max ms |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    deliver("all well", host -> "127.0.0.1");
    deliver(
        "10 % hang, 10 % fail",
        i -> i % 10 == 0 ? "127.0.0.2" : i % 10 == 1 ? "127.0.0.3" : "127.0.0.1");
    System.out.println();
  }

  private void deliver(String name, IntFunction<String> host) {
    ConcurrentLinkedQueue<Double> late = new ConcurrentLinkedQueue<>();
    AtomicInteger port = new AtomicInteger();
    AtomicLong from = new AtomicLong(Long.MAX_VALUE);
    HttpServer sink =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  Instant now = Instant.now();
                  switch (String.valueOf(request.localAddress().hostAddress())) {
                    case "127.0.0.2" -> {
                      // It hangs.
                    }
                    case "127.0.0.3" -> request.response().setStatusCode(500).end();
                    default -> {
                      Instant due = EventIds.time(UUID.fromString(request.getHeader("webhook-id")));
                      if (due.toEpochMilli() >= from.get()) {
                        late.add(Duration.between(due, now).toNanos() / 1e6);
                      }
                      request.response().end();
                    }
                  }
                });
    port.set(
        sink.listen(0, "0.0.0.0").toCompletionStage().toCompletableFuture().join().actualPort());
    try (BenchNode node = BenchNode.start(server, Map.of())) {
      Instant begin = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
      node.create(
          RATE,
          i ->
              "{\"every\":\"PT1S\",\"start_at\":\"%s\"}"
                  .formatted(begin.plusMillis(i * 1_000L / RATE)),
          i ->
              "{\"type\":\"http\",\"url\":\"http://%s:%d/\"}".formatted(host.apply(i), port.get()));
      from.set(begin.plusSeconds(10).toEpochMilli());
      BenchNode.sleepUntil(begin.plusSeconds(10L + seconds));
    }
    sink.close();
    List<Double> sorted = late.stream().sorted().toList();
    System.out.printf(
        "| %s | %,d | %.1f | %.1f | %.1f |%n",
        name, sorted.size(), quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1));
  }

  private void dormant() {
    try (BenchNode node = BenchNode.start(server, Map.of())) {
      node.create(50_000, i -> "{\"at\":\"2100-01-01T00:00:00Z\"}");
      long begin = System.nanoTime();
      node.create(DORMANT, i -> "{\"at\":\"2100-01-01T00:00:00Z\"}");
      double rate = DORMANT / ((System.nanoTime() - begin) / 1e9);
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      long cpu = cpuNanos();
      BenchNode.sleepUntil(Instant.now().plusSeconds(seconds));
      double busy = (cpuNanos() - cpu) / (seconds * 1e9);
      System.out.printf(
          "%,d dormant triggers: imported at %,.0f a second; then %d MB of heap and %.1f %% of one"
              + " processor (the JVM alone)%n",
          DORMANT, rate, used >> 20, busy * 100);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static double quantile(List<Double> sorted, double q) {
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.round(q * (sorted.size() - 1)));
  }
}
