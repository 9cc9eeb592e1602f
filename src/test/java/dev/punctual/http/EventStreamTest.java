package dev.punctual.http;

import static dev.punctual.http.FakeTriggerService.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.domain.EventStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final String PATH = "/api/v1/events/stream";

  private final FakeTriggerService service =
      new FakeTriggerService(Map.of("PUNCTUAL_HTTP_EVENT_STREAMS", "2"));
  private final Api api = service.api();

  @AfterEach
  void stop() {
    service.close();
  }

  /** A client that reads line by line. */
  private record Client(Socket socket, BufferedReader in) implements AutoCloseable {
    String lineAfter(String begin) throws IOException {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(begin)) {
          return line.substring(begin.length());
        }
      }
      throw new AssertionError("the stream ended before " + begin);
    }

    List<String> ids(int count) throws IOException {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ids.add(lineAfter("id: "));
      }
      return ids;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Client follow(String query, String headers) throws IOException {
    Socket socket = RawHttp.open(api.base(), PATH + query, "Host: localhost" + headers);
    socket.setSoTimeout(10_000);
    return new Client(
        socket,
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
  }

  private static UUID id(int number) {
    return UUID.fromString("019ad2f0-0000-7000-8000-%012d".formatted(number));
  }

  private void log(int from, int to) {
    for (int i = from; i < to; i++) {
      service.log.add(event(id(i), "t" + i % 2, EventStatus.SUCCESS));
    }
    service.hint();
  }

  private void untilSomebodyFollows() {
    Awaitility.await()
        .until(
            () ->
                service.received(ReadTail.class)
                    && service.last(ReadTail.class).after().isPresent());
  }

  @Test
  void whatIsLoggedFromNowOnArrivesOnceAndInOrder() throws IOException {
    log(0, 3);
    try (Client client = follow("", "")) {
      untilSomebodyFollows();
      log(3, 5);
      log(5, 2_000);
      assertThat(client.ids(1_997))
          .isEqualTo(Stream.iterate(3, i -> i + 1).limit(1_997).map(i -> id(i) + "").toList());
    }
  }

  @Test
  void theHeadKeepsEverybodyFromHoldingBack() throws IOException {
    log(0, 1);
    try (Client client = follow("", "\r\nAccept-Encoding: gzip\r\nLast-Event-ID: " + id(9))) {
      assertThat(client.in().readLine()).isEqualTo("HTTP/1.1 200 OK");
      List<String> head = new ArrayList<>();
      for (String line = client.in().readLine(); !line.isEmpty(); line = client.in().readLine()) {
        head.add(line.toLowerCase(java.util.Locale.ROOT));
      }
      assertThat(head)
          .contains(
              "content-type: text/event-stream",
              "cache-control: no-store",
              "x-accel-buffering: no",
              "transfer-encoding: chunked")
          .noneMatch(line -> line.startsWith("content-encoding"));
    }
  }

  @Test
  void aClientGoesOnAfterTheEventThatItSawLast() throws IOException {
    log(0, 5);
    try (Client client = follow("", "\r\nLast-Event-ID: " + id(2))) {
      assertThat(client.ids(2)).containsExactly(id(3) + "", id(4) + "");
    }
  }

  @Test
  void whatIsCommittedLateAfterAResumptionIsNotHidden() throws IOException {
    log(0, 5);
    try (Client client = follow("", "\r\nLast-Event-ID: " + id(4))) {
      client.lineAfter(":");
      Awaitility.await()
          .until(() -> service.last(ReadTail.class).after().orElseThrow().loggedAt().isPresent());
      service.log.set(4, event(id(9), "t", EventStatus.SUCCESS));
      service.hint();
      assertThat(client.ids(1)).containsExactly(id(9) + "");
    }
  }

  @Test
  void anEventThatIsGoneIsSaidToBe() throws IOException {
    log(0, 2);
    for (String unknown : List.of(id(77).toString(), "nonsense")) {
      try (Client client = follow("", "\r\nLast-Event-ID: " + unknown)) {
        client.lineAfter(":the last event is not in the log");
        int next = service.log.size();
        Awaitility.await()
            .until(
                () -> {
                  log(service.log.size(), service.log.size() + 1);
                  return client.in().ready();
                });
        assertThat(UUID.fromString(client.lineAfter("id: "))).isGreaterThanOrEqualTo(id(next));
      }
    }
  }

  @Test
  void anEventIsOneLineOfJsonWhateverItsPayloadLooksLike() throws IOException {
    try (Client client = follow("?trigger_id=t1", "")) {
      untilSomebodyFollows();
      log(0, 4);
      assertThat(client.lineAfter("id: ")).isEqualTo(id(1).toString());
      assertThat(client.in().readLine()).isEqualTo("event: event");
      assertThat(client.in().readLine())
          .startsWith("data: {\"id\":\"" + id(1))
          .contains("\"payload\":{\"n\": 1.50}")
          .endsWith("}");
      assertThat(client.lineAfter("id: ")).isEqualTo(id(3).toString());
    }
  }

  @Test
  void asManyAsFitMayFollowAndWhoeverLeavesMakesRoom() throws IOException {
    try (Client one = follow("", "")) {
      one.lineAfter(":");
      try (Client two = follow("", "")) {
        two.lineAfter(":");
        Answer refused = api.get(PATH);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                try (Client three = follow("", "")) {
                  return three.in().readLine().contains("200");
                }
              });
    }
  }

  @Test
  void aClientThatDoesNotReadCostsNoMoreThanAPage() throws IOException {
    try (Client client = follow("", "")) {
      untilSomebodyFollows();
      String payload = "\"" + "x".repeat(100_000) + "\"";
      for (int i = 0; i < 3_000; i++) {
        service.log.add(
            FakeTriggerService.withPayload(event(id(i), "t", EventStatus.SUCCESS), payload));
      }
      service.hint();
      ReadTail stalled = settled();
      assertThat(
              Duration.between(
                  FakeTriggerService.NOW, stalled.after().orElseThrow().loggedAt().orElseThrow()))
          .isLessThan(Duration.ofMinutes(50));
      assertThat(client.ids(3_000)).hasSize(3_000).doesNotHaveDuplicates();
    }
  }

  /** The last reading of the tail, once two looks a second apart find no other one. */
  private ReadTail settled() {
    ReadTail[] before = {service.last(ReadTail.class)};
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1_500))
        .until(
            () -> {
              ReadTail now = service.last(ReadTail.class);
              boolean same = now.equals(before[0]);
              before[0] = now;
              return same ? now : null;
            },
            java.util.Objects::nonNull);
  }

  @Test
  void aServerThatStopsEndsItsStreams() throws IOException {
    try (Client client = follow("", "")) {
      client.lineAfter(":");
      long begin = System.nanoTime();
      service.stopServer();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
      String last =
          client.in().lines().reduce("", (before, line) -> line.isEmpty() ? before : line);
      assertThat(last).as("the last chunk").isEqualTo("0");
    }
  }
}
