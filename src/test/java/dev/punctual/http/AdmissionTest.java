package dev.punctual.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.Futures;
import dev.punctual.testkit.TestTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final String BODY = "{\"n\": 1}";
  private static final String HEAD =
      "POST /work HTTP/1.1\r\nHost: h\r\nContent-Length: " + BODY.length() + "\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final Contract contract = Futures.await(Contract.load(vertx));
  private final TestTimers timers = new TestTimers();
  private final BlockingQueue<Promise<Void>> work = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
  }

  @Test
  void whoComesWhenThereIsNoRoomIsRefusedAfterAPause() {
    Api api = admitting(1, 1);
    CompletableFuture<Answer> first = post(api);
    Promise<Void> underWay = nextWork();
    CompletableFuture<Answer> second = post(api);
    await(() -> timers.pending() == 1);
    assertThat(second).isNotDone();
    timers.fire();
    assertRefused(second.join());
    underWay.complete();
    assertThat(first.join().status()).isEqualTo(200);
    assertThat(work).isEmpty();
  }

  @Test
  void whoExceedsThePatienceIsRefusedAtOnce() {
    Api api = admitting(0, 1);
    CompletableFuture<Answer> patient = post(api);
    await(() -> timers.pending() == 1);
    assertRefused(post(api).join());
    timers.fire();
    assertRefused(patient.join());
    CompletableFuture<Answer> next = post(api);
    await(() -> timers.pending() == 1);
    timers.fire();
    assertRefused(next.join());
  }

  @Test
  void roomIsGivenBackHoweverTheWorkEnds() {
    Api api = admitting(1, 0);
    CompletableFuture<Answer> first = post(api);
    nextWork().complete();
    assertThat(first.join().status()).isEqualTo(200);
    CompletableFuture<Answer> second = post(api);
    nextWork().fail("broken");
    assertThat(second.join().status()).isEqualTo(500);
    CompletableFuture<Answer> third = post(api);
    nextWork().complete();
    assertThat(third.join().status()).isEqualTo(200);
  }

  @Test
  void workKeepsItsRoomWhenItsConnectionIsCut() throws IOException {
    Api api = admitting(1, 0);
    try (Client client = new Client(api.base())) {
      client.send(HEAD + BODY);
      Promise<Void> underWay = nextWork();
      client.socket.close();
      assertRefused(post(api).join());
      underWay.complete();
    }
    CompletableFuture<Answer> next = post(api);
    nextWork().complete();
    assertThat(next.join().status()).isEqualTo(200);
  }

  @Test
  void aConnectionThatIsCutDuringThePauseGivesItsPlaceBack() throws IOException {
    Api api = admitting(0, 1);
    try (Client client = new Client(api.base())) {
      client.send(HEAD + BODY);
      await(() -> timers.pending() == 1);
    }
    timers.fire();
    CompletableFuture<Answer> next = post(api);
    await(() -> timers.pending() == 1);
    timers.fire();
    assertRefused(next.join());
  }

  @Test
  void aBodyThatNeverArrivesTakesNoRoom() throws IOException {
    Api api = admitting(1, 0);
    try (Client client = new Client(api.base())) {
      client.send(HEAD);
      CompletableFuture<Answer> other = post(api);
      nextWork().complete();
      assertThat(other.join().status()).isEqualTo(200);
    }
  }

  @Test
  void theBodyOfARefusedRequestDoesNotSpoilTheNextOnItsConnection() throws IOException {
    Api api = admitting(1, 0);
    CompletableFuture<Answer> first = post(api);
    Promise<Void> underWay = nextWork();
    try (Client client = new Client(api.base())) {
      client.send(HEAD);
      assertThat(client.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      underWay.complete();
      assertThat(first.join().status()).isEqualTo(200);
      client.send(BODY + HEAD + BODY);
      nextWork().complete();
      assertThat(client.status()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.field("code")).isEqualTo("overloaded");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  private Api admitting(int room, int patience) {
    Admission admission = new Admission(room, patience, timers);
    Router router = Router.router(vertx);
    router
        .post("/work")
        .handler(admission)
        .handler(context -> work(admission, context))
        .failureHandler(new ProblemHandler(contract));
    HttpServer server = vertx.createHttpServer().requestHandler(router);
    Futures.await(server.listen(0, "127.0.0.1"));
    return new Api(URI.create("http://127.0.0.1:" + server.actualPort()));
  }

  /** It is under way until the test says so. */
  private void work(Admission admission, RoutingContext context) {
    BodyReader.read(context.request(), 1_000, Duration.ofMinutes(1))
        .compose(body -> admission.hold(begin()))
        .compose(done -> context.response().end())
        .onFailure(context::fail);
  }

  private Future<Void> begin() {
    Promise<Void> begun = Promise.promise();
    work.add(begun);
    return begun.future();
  }

  private Promise<Void> nextWork() {
    try {
      Promise<Void> next = work.poll(30, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nobody was let in");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<Answer> post(Api api) {
    return CompletableFuture.supplyAsync(() -> api.post("/work", BODY));
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
  }

  /** A connection that is kept. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(URI server) throws IOException {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setSoTimeout(30_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The next status line, wherever the body before it ended. */
    String status() throws IOException {
      String line = in.readLine();
      while (!line.contains("HTTP/1.1 ")) {
        line = in.readLine();
      }
      return line.substring(line.indexOf("HTTP/1.1 "));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
