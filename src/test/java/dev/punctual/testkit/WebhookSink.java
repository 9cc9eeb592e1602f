package dev.punctual.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An endpoint on this machine that remembers every call, and may hold its answers back. */
public final class WebhookSink implements AutoCloseable {
  private static final int NO_CONTENT = 204;
  private static final int NO_BODY = -1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** A call as it came in. */
  public record Delivery(
      String webhookId, String timestamp, String signature, String body, Instant arrivedAt) {}

  private WebhookSink(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** On a free port of an address of this machine. */
  public static WebhookSink open(String host) {
    try {
      return new WebhookSink(HttpServer.create(new InetSocketAddress(host, 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d/hook".formatted(address.getHostString(), address.getPort());
  }

  public List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  public int count() {
    return deliveries.size();
  }

  /** From now on nobody gets an answer. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  public void release() {
    gate.countDown();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      CountDownLatch before = gate;
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      deliveries.add(
          new Delivery(
              header(exchange, "webhook-id"),
              header(exchange, "webhook-timestamp"),
              header(exchange, "webhook-signature"),
              body,
              Instant.now()));
      before.await();
      exchange.sendResponseHeaders(NO_CONTENT, NO_BODY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
