package dev.punctual.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.TestNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Many imports at once, where there is room for one large one. */
@TestInstance(Lifecycle.PER_CLASS)
class ConcurrentImportsTest {
  private static final int MANY = 16;

  /** An empty list of more than a mebibyte. */
  private static final String LARGE = " ".repeat(1 << 20) + "[]";

  private final TestNode node =
      TestNode.start(
          Map.of("PUNCTUAL_HTTP_CONCURRENT_IMPORTS", "1", "PUNCTUAL_HTTP_READ_TIMEOUT", "PT5M"));
  private final Api api = node.api();

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void smallOnesDoNotGetInEachOthersWay() {
    ExecutorService clients = Executors.newFixedThreadPool(2 * MANY);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String person = "[{\"name\":\"N\",\"email\":\"small-%d@example.com\"}]".formatted(i);
      answers.add(
          CompletableFuture.supplyAsync(() -> api.post("/api/v1/staff/import", person), clients));
      answers.add(
          CompletableFuture.supplyAsync(
              () -> api.post("/schedule", "[{\"name\":\"N\",\"phone\":\"212-555-5555\"}]"),
              clients));
    }
    assertThat(answers)
        .extracting(CompletableFuture::join)
        .allSatisfy(answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
    clients.shutdown();
  }

  @Test
  void aLargeOneThatFindsNoSlotIsSentAwayInTheEndAndSmallOnesAreNot() throws IOException {
    try (Socket holder = beginLargeImport()) {
      Answer refused =
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .until(this::importLargeList, answer -> answer.status() == 503);
      assertThat(refused.field("code")).isEqualTo("overloaded");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(api.post("/api/v1/staff/import", "[]").status()).isEqualTo(200);
      assertThat(holder.isClosed()).isFalse();
    }
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> importLargeList().status() == 200);
  }

  private Answer importLargeList() {
    return api.post("/api/v1/staff/import", LARGE);
  }

  /** Takes the slot, as soon as the server gets to it, and sends no body. */
  private Socket beginLargeImport() throws IOException {
    URI server = api.base();
    Socket socket = new Socket(server.getHost(), server.getPort());
    String head =
        String.join(
            "\r\n",
            "POST /api/v1/staff/import HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 2097152",
            "",
            "");
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
