package dev.punctual.e2e;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.Api;
import dev.punctual.testkit.Api.Answer;
import dev.punctual.testkit.ServerProcess;
import dev.punctual.testkit.WebhookSink;
import dev.punctual.testkit.WebhookSink.Delivery;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The Trigger Service in the fat jar, from outside: killed, stopped, and left in peace. */
@TestInstance(Lifecycle.PER_CLASS)
class TriggerProcessIT {
  private static final String LOG = "{\"type\": \"log\"}";
  private static final long MISSED_AFTER_MS = 1_000;

  private ServerProcess server;
  private Api api;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = ServerProcess.start(directory.resolve("data"), Map.of());
    api = server.api();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void nothingIsLostAndNothingIsLoggedTwiceWhenTheProcessIsKilled() {
    try (WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      TriggerLoad load =
          new TriggerLoad(api)
              .add(10, "all-log", LOG, "fire_all")
              .add(15, "all-count", "{\"type\": \"counter\", \"counter\": \"load\"}", "fire_all")
              .add(10, "all-http", callTo(sink), "fire_all")
              .add(8, "once", LOG, "fire_once")
              .add(7, "skip", LOG, "skip");
      String hook = hook();
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      List<Downtime> downtimes =
          List.of(killUnderLoad(sink, hook, acknowledged), killUnderLoad(sink, hook, acknowledged));
      try (HookCallers callers = new HookCallers(List.of(api), hook, acknowledged)) {
        awaitCalls(sink, 100);
        within(10).until(() -> callers.succeeded() > 0);
      }
      Map<String, Instant> pausedAt = load.pause();
      List<LoggedFiring> log = settledLog(pausedAt);

      assertNothingTwice(log);
      assertThat(ids(log)).as("every acknowledged event").containsAll(acknowledged);
      load.startingWith("all-").forEach(trigger -> assertNoGap(trigger, log));
      long counted =
          log.stream()
              .filter(event -> event.triggerId().startsWith("all-count") && event.succeeded())
              .count();
      assertThat(api.get("/api/v1/counters/load").json().path("value").asLong()).isEqualTo(counted);
      load.startingWith("once").forEach(trigger -> assertMadeUpFor(trigger, 1, log, downtimes));
      load.startingWith("skip").forEach(trigger -> assertMadeUpFor(trigger, 0, log, downtimes));
      long repeated = assertRepeatedOnlyInDoubt(sink, log, downtimes);
      System.out.printf(
          "kill -9, twice: %d events, %d of them acknowledged webhooks, %d calls of which %d were"
              + " repeated, downtimes %s%n",
          log.size(), acknowledged.size(), sink.count(), repeated, downtimes);
    }
  }

  /**
   * At a random moment, counted in calls that came in: soon after a restart it falls into the time
   * when what was missed is made up for.
   */
  private Downtime killUnderLoad(WebhookSink sink, String hook, Set<String> acknowledged) {
    Instant begin;
    try (HookCallers callers = new HookCallers(List.of(api), hook, acknowledged)) {
      awaitCalls(sink, ThreadLocalRandom.current().nextInt(100, 300));
      within(10).until(() -> callers.succeeded() > 0);
      begin = Instant.now();
      server.kill();
    }
    server.restart();
    return new Downtime(begin, Instant.now());
  }

  private static void awaitCalls(WebhookSink sink, int more) {
    int before = sink.count();
    within(60).until(() -> sink.count() >= before + more);
  }

  private List<LoggedFiring> settledLog(Map<String, Instant> pausedAt) {
    return within(30)
        .until(
            () -> LoggedFiring.all(api),
            log -> {
              Map<String, Instant> latest =
                  log.stream()
                      .collect(
                          toMap(
                              LoggedFiring::triggerId,
                              LoggedFiring::scheduledFor,
                              (one, other) -> one.isAfter(other) ? one : other));
              return log.stream().noneMatch(LoggedFiring::isRunning)
                  && pausedAt.entrySet().stream()
                      .allMatch(
                          paused ->
                              latest
                                  .getOrDefault(paused.getKey(), Instant.EPOCH)
                                  .isAfter(paused.getValue().minus(TriggerLoad.RATE)));
            });
  }

  private static void assertNothingTwice(List<LoggedFiring> log) {
    assertThat(log).extracting(LoggedFiring::id).doesNotHaveDuplicates();
    assertThat(log)
        .filteredOn(event -> !event.triggerId().equals("hook"))
        .extracting(event -> event.triggerId() + " " + event.scheduledFor())
        .doesNotHaveDuplicates();
  }

  private static void assertNoGap(ExpectedFirings trigger, List<LoggedFiring> log) {
    List<Instant> instants =
        log.stream()
            .filter(event -> event.triggerId().equals(trigger.id()))
            .peek(event -> assertThat(event.status()).as(event.note()).isEqualTo("success"))
            .map(LoggedFiring::scheduledFor)
            .sorted()
            .toList();
    assertThat(instants)
        .as(trigger.id())
        .isEqualTo(trigger.instantsUntil(instants.get(instants.size() - 1)));
  }

  /** For all that was missed in a downtime, at most so many fire; and the log tells of it. */
  private static void assertMadeUpFor(
      ExpectedFirings trigger, int most, List<LoggedFiring> log, List<Downtime> downtimes) {
    for (Downtime downtime : downtimes) {
      List<LoggedFiring> missed =
          log.stream()
              .filter(event -> event.triggerId().equals(trigger.id()))
              .filter(event -> downtime.contains(event.scheduledFor()))
              .filter(event -> event.latenessMs() > MISSED_AFTER_MS)
              .toList();
      assertThat(missed)
          .filteredOn(LoggedFiring::succeeded)
          .as(trigger.id())
          .hasSizeLessThanOrEqualTo(most);
      assertThat(missed)
          .as(trigger.id())
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.note()).contains("missed"));
    }
  }

  /** Answers how many calls were repeated. */
  private static long assertRepeatedOnlyInDoubt(
      WebhookSink sink, List<LoggedFiring> log, List<Downtime> downtimes) {
    Map<String, List<Delivery>> calls =
        sink.deliveries().stream().collect(groupingBy(Delivery::webhookId));
    List<String> called =
        log.stream()
            .filter(event -> event.triggerId().startsWith("all-http"))
            .map(LoggedFiring::id)
            .toList();
    assertThat(calls.keySet()).containsExactlyInAnyOrderElementsOf(called);
    List<List<Delivery>> repeated =
        calls.values().stream().filter(same -> same.size() > 1).toList();
    assertThat(repeated)
        .allSatisfy(
            same ->
                assertThat(downtimes)
                    .anyMatch(downtime -> downtime.leavesInDoubt(same.get(0).arrivedAt())));
    return repeated.size();
  }

  @Test
  void whatRunsWhenTheProcessIsStoppedEndsAndIsNotRunAgain() throws Exception {
    try (WebhookSink sink = WebhookSink.open("127.0.0.1")) {
      TriggerLoad load =
          new TriggerLoad(api)
              .add(10, "sleep", "{\"type\": \"sleep\", \"duration\": \"PT1S\"}", "fire_once")
              .add(10, "call", callTo(sink), "fire_once")
              .add(10, "log", LOG, "fire_once");
      awaitCalls(sink, 100);
      sink.hold();
      awaitCalls(sink, 20);
      Instant asked = Instant.now();
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(server::terminate);
      within(10).until(() -> !isReady());
      sink.release();
      assertThat(exit.get(20, TimeUnit.SECONDS)).isIn(0, 143);
      Duration took = Duration.between(asked, Instant.now());

      server.restart();
      awaitCalls(sink, 20);
      List<LoggedFiring> log = settledLog(load.pause());
      assertNothingTwice(log);
      for (String action : List.of("sleep", "call")) {
        assertThat(log)
            .filteredOn(event -> event.triggerId().startsWith(action))
            .filteredOn(event -> event.wasRunningAt(asked))
            .isNotEmpty()
            .allSatisfy(
                event -> {
                  assertThat(event.status()).isEqualTo("success");
                  assertThat(event.attempts()).isEqualTo(1);
                });
      }
      assertThat(sink.deliveries()).extracting(Delivery::webhookId).doesNotHaveDuplicates();
      System.out.printf(
          "SIGTERM: %d runs under way ended, the stop took %d ms%n",
          log.stream().filter(event -> event.wasRunningAt(asked)).count(), took.toMillis());
    }
  }

  private boolean isReady() {
    try {
      return api.get("/health/ready").status() == 200;
    } catch (UncheckedIOException gone) {
      return false;
    }
  }

  @Test
  void everySecondIsOneEventASecondAndOnTime() {
    Answer created =
        api.post(
            "/api/v1/triggers",
            """
            {"id": "tick", "name": "Tick", "kind": "scheduled", "schedule": {"every": "PT1S"},
             "action": {"type": "log"}}""");
    assertThat(created.status()).isEqualTo(201);
    List<LoggedFiring> log =
        new ArrayList<>(within(30).until(() -> LoggedFiring.of(api, "tick"), e -> e.size() >= 8));
    log.sort(Comparator.comparing(LoggedFiring::scheduledFor));
    for (int i = 1; i < log.size(); i++) {
      assertThat(log.get(i).scheduledFor()).isEqualTo(log.get(i - 1).scheduledFor().plusSeconds(1));
    }
    List<Long> late = log.stream().map(LoggedFiring::latenessMs).sorted().toList();
    long worst = late.get(late.size() - 1);
    System.out.printf(
        "every second: p50 %d ms, max %d ms late%n", late.get(late.size() / 2), worst);
    assertThat(worst).isLessThan(1_000);
  }

  private String hook() {
    Answer created =
        api.post(
            "/api/v1/triggers",
            """
            {"id": "hook", "name": "Hook", "kind": "api", "json_schema": {"type": "object"},
             "action": {"type": "log"}}""");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return URI.create(created.field("webhook_url")).getPath();
  }

  private static String callTo(WebhookSink sink) {
    return "{\"type\": \"http\", \"url\": \"%s\"}".formatted(sink.url());
  }

  private static List<String> ids(List<LoggedFiring> log) {
    return log.stream().map(LoggedFiring::id).toList();
  }

  private static ConditionFactory within(int seconds) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(seconds));
  }
}
