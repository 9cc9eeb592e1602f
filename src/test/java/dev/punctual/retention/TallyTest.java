package dev.punctual.retention;

import static dev.punctual.testkit.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.punctual.config.Config;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.testkit.TestEventReader;
import dev.punctual.trigger.api.EventApi.TriggerSummary;
import dev.punctual.trigger.domain.Histogram;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Summaries are exact, however much of the log is rolled up, moved or dropped. */
class TallyTest {
  private static final Instant START = Instant.parse("2026-11-25T19:40:00Z");
  private static final List<String> STATUSES = List.of("success", "success", "failure", "skipped");

  private final TestEventLog log = new TestEventLog();
  private final TestClock clock = new TestClock(START);
  private final List<LoggedEvent> logged = new ArrayList<>();

  @AfterEach
  void close() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PT2H, PT48H, PT30M, 1",
    "PT20M, PT2H, PT30M, 2",
    "PT1H, PT90M, PT7M, 3",
    "PT10S, PT40S, PT5S, 4",
    "PT5M, PT10M, PT1H, 5"
  })
  void summariesAreExactWhileTheLogAges(
      Duration active, Duration total, Duration partition, long seed) {
    Config.Retention config =
        new Config.Retention(active, total, partition, Duration.ofSeconds(15));
    Retention retention = new Retention(log.database(), new SimpleMeterRegistry(), config);
    TestEventReader events = new TestEventReader(log, clock, config);
    Random random = new Random(seed);
    await(retention.createAhead(START));
    for (int step = 0; step < 40; step++) {
      List<LoggedEvent> batch = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        batch.add(event(random));
      }
      log.insert(batch);
      logged.addAll(batch);
      clock.advance(Duration.ofMillis(1 + random.nextLong(total.toMillis() / 10)));
      if (random.nextInt(3) > 0) {
        await(retention.runOnce(clock.instant()));
      } else {
        await(retention.createAhead(clock.instant()));
      }
      assertExact(events.summaries(Optional.empty(), Optional.empty(), 100), config);
    }
  }

  private LoggedEvent event(Random random) {
    LoggedEvent event =
        LoggedEvent.at(clock.instant())
            .ended(STATUSES.get(random.nextInt(STATUSES.size())))
            .lasting(
                Duration.ofMillis((long) Math.exp(random.nextDouble() * 16) - 1),
                Duration.ofMillis((long) Math.exp(random.nextDouble() * 12) - 1));
    int trigger = random.nextInt(8);
    return trigger == 0 ? event.ofNoTrigger() : event.ofTrigger("trigger-" + trigger);
  }

  private void assertExact(List<TriggerSummary> summaries, Config.Retention config) {
    Instant activeAfter = clock.instant().minus(config.active());
    Instant keptAfter = clock.instant().minus(config.total());
    Map<String, List<LoggedEvent>> expected =
        logged.stream()
            .filter(event -> event.loggedAt().isAfter(keptAfter))
            .filter(event -> event.triggerId().isPresent())
            .collect(
                Collectors.groupingBy(
                    event -> event.triggerId().orElseThrow(), TreeMap::new, Collectors.toList()));
    assertThat(summaries.stream().map(TriggerSummary::triggerId))
        .containsExactlyElementsOf(expected.keySet());
    for (TriggerSummary summary : summaries) {
      List<LoggedEvent> of = expected.getOrDefault(summary.triggerId(), List.of());
      Predicate<LoggedEvent> active = event -> event.loggedAt().isAfter(activeAfter);
      assertThat(summary.active()).isEqualTo(counts(of, active));
      assertThat(summary.archived()).isEqualTo(counts(of, active.negate()));
      assertThat(summary.latenessMs().p95())
          .isCloseTo(
              percentile(of, e -> Duration.between(e.scheduledFor(), e.firedAt())), within(1e-6));
      assertThat(summary.latencyMs().p95())
          .isCloseTo(
              percentile(of, e -> Duration.between(e.firedAt(), e.finishedAt())), within(1e-6));
    }
  }

  private static Map<String, Long> counts(
      List<LoggedEvent> events, Predicate<LoggedEvent> belongs) {
    return events.stream()
        .filter(belongs)
        .collect(Collectors.groupingBy(LoggedEvent::status, Collectors.counting()));
  }

  private static double percentile(
      List<LoggedEvent> events, Function<LoggedEvent, Duration> duration) {
    List<Long> bins = new ArrayList<>(Collections.nCopies(Histogram.BOUNDS.size() + 1, 0L));
    events.stream()
        .filter(event -> !event.status().equals("skipped"))
        .map(duration)
        .map(Duration::toMillis)
        .map(millis -> (int) Histogram.BOUNDS.stream().filter(bound -> bound <= millis).count())
        .forEach(bin -> bins.set(bin, bins.get(bin) + 1));
    return new Histogram(bins).percentile(0.95);
  }

  @Test
  void sqlAndJavaDrawTheSameBounds() {
    for (int bin = 0; bin < Histogram.BOUNDS.size(); bin++) {
      long bound = Histogram.BOUNDS.get(bin);
      assertThat(
              log.query(
                  """
                  SELECT trigger.histogram_bin(at - interval '1 microsecond') || ' '
                    || trigger.histogram_bin(at)
                  FROM (SELECT interval '1 millisecond' * %d AS at) bound
                  """
                      .formatted(bound)))
          .containsExactly(bin + " " + (bin + 1));
    }
    assertThat(log.query("SELECT trigger.histogram_bin(interval '-3 seconds')"))
        .containsExactly("0");
    assertThat(log.query("SELECT array_length(trigger.histogram(0, 1::bigint), 1)"))
        .containsExactly(String.valueOf(Histogram.BOUNDS.size() + 1));
  }

  /** The system's clock tells nanoseconds, the database keeps microseconds. */
  @Test
  void aPassComesToItsEndWhateverTheClocksPrecision() {
    Config.Retention config =
        new Config.Retention(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofSeconds(15));
    Retention retention = new Retention(log.database(), new SimpleMeterRegistry(), config);
    await(retention.runOnce(START.plusNanos(123_456_789)));
    assertThat(log.query("SELECT rolled_up_until > '2026-01-01' FROM trigger.tally_progress"))
        .containsExactly("t");
  }

  @Test
  void whatRunsIsCountedThoughNothingHasEnded() {
    log.execute(
        """
        INSERT INTO trigger.occurrence (id, tenant, trigger_id, trigger_kind, shard, version,
          source, scheduled_for, fired_at, loaded)
        SELECT gen_random_uuid(), 'default', id, 'scheduled', 0, 1, 'scheduled', now(), fired, true
        FROM (VALUES ('runs', now()), ('runs', now()), ('runs', NULL), ('waits', NULL))
          AS o(id, fired)
        """);
    Config.Retention config =
        new Config.Retention(
            Duration.ofHours(2),
            Duration.ofDays(2),
            Duration.ofMinutes(30),
            Duration.ofSeconds(15));
    TestEventReader events = new TestEventReader(log, clock, config);
    TriggerSummary summary = events.summaries(Optional.empty(), Optional.empty(), 10).get(0);
    assertThat(summary.triggerId()).isEqualTo("runs");
    assertThat(summary.active()).isEqualTo(Map.of("running", 2L));
    assertThat(summary.archived()).isEmpty();
    assertThat(summary.latencyMs().p50()).isZero();
    assertThat(events.summaries(Optional.empty(), Optional.of("runs"), 10)).isEmpty();
  }

  @Test
  void aPageOfSummariesIsFullAlthoughTriggersWithOldEventsAloneAreLeftOut() {
    Config.Retention config =
        new Config.Retention(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofSeconds(15));
    Retention retention = new Retention(log.database(), new SimpleMeterRegistry(), config);
    TestEventReader events = new TestEventReader(log, clock, config);
    await(retention.createAhead(START));
    for (int n = 0; n < 9; n++) {
      log.insert(LoggedEvent.at(START.plusSeconds(310)).ofTrigger("t" + n));
    }
    clock.set(START.plusSeconds(400));
    await(retention.runOnce(clock.instant()));
    clock.set(START.plusSeconds(919));
    for (int n : new int[] {2, 3, 7}) {
      log.insert(LoggedEvent.at(clock.instant()).ofTrigger("t" + n));
    }
    assertThat(page(events, Optional.empty(), Optional.empty())).containsExactly("t2", "t3");
    assertThat(page(events, Optional.empty(), Optional.of("t3"))).containsExactly("t7");
    assertThat(page(events, Optional.of("t7"), Optional.empty())).containsExactly("t7");
    assertThat(page(events, Optional.of("t4"), Optional.empty())).isEmpty();
  }

  private static List<String> page(
      TestEventReader events, Optional<String> trigger, Optional<String> after) {
    return events.summaries(trigger, after, 2).stream().map(TriggerSummary::triggerId).toList();
  }
}
