package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.TENANT;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.EnableTrigger;
import dev.punctual.trigger.api.TriggerApi.Firing;
import dev.punctual.trigger.api.TriggerApi.Preview;
import dev.punctual.trigger.api.TriggerApi.Upcoming;
import dev.punctual.trigger.api.TriggerApi.UpcomingOfTrigger;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is announced is what happens. */
@TestInstance(Lifecycle.PER_CLASS)
class UpcomingTest {
  private static final Duration AHEAD = Duration.ofSeconds(4);
  private static final int PLENTY = 1_000;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
  }

  private record Fired(String triggerId, Instant at) {}

  @Test
  void upcomingAndPreviewAreWhatThenFires() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Map<String, ScheduleSpec> schedules = new LinkedHashMap<>();
    schedules.put("fast", ScheduleSpec.every(Duration.ofMillis(300), now));
    schedules.put("slow", ScheduleSpec.every(Duration.ofSeconds(1), now.plusMillis(1_700)));
    schedules.put(
        "cron", ScheduleSpec.cron("*/2 * * * * *", "Asia/Kolkata", DstGap.SHIFT, DstOverlap.FIRST));
    schedules.put("once", ScheduleSpec.at(now.plusSeconds(3)));
    schedules.put("paused", ScheduleSpec.every(Duration.ofMillis(300), now));
    schedules.put("far", ScheduleSpec.at(now.plus(Duration.ofDays(9))));
    schedules.forEach(
        (id, schedule) -> node.create(id, Specs.scheduled(schedule, ActionSpec.log()).build()));
    node.ask(
        TriggerApi.ENABLE_TRIGGER,
        new EnableTrigger(TENANT, "paused", false, OptionalLong.empty()));

    Instant asked = Instant.now();
    Instant until = asked.plus(AHEAD);
    List<Firing> all =
        node.ask(TriggerApi.UPCOMING, new Upcoming(TENANT, Optional.of(until), PLENTY)).firings();
    Instant begin = Instant.now();
    assertThat(all).extracting(Firing::scheduledFor).isSorted();
    List<Fired> announced =
        all.stream()
            .map(firing -> new Fired(firing.triggerId(), firing.scheduledFor()))
            .filter(fired -> fired.at().isAfter(begin))
            .toList();
    assertThat(announced).extracting(Fired::triggerId).contains("fast", "slow", "cron", "once");
    schedules.forEach(
        (id, schedule) ->
            assertThat(ofTrigger(id, begin, until))
                .as(id)
                .isEqualTo(announced.stream().filter(f -> f.triggerId().equals(id)).toList()));
    schedules.forEach(
        (id, schedule) -> {
          if (!id.equals("paused")) {
            assertThat(preview(id, schedule, begin, until))
                .as("preview of " + id)
                .isEqualTo(announced.stream().filter(f -> f.triggerId().equals(id)).toList());
          }
        });

    within(20)
        .until(() -> node.events("fast").stream().anyMatch(e -> e.scheduledFor().isAfter(until)));
    List<Fired> fired =
        node.eventsOf(TENANT).stream()
            .map(UpcomingTest::fired)
            .filter(f -> f.at().isAfter(begin) && !f.at().isAfter(until))
            .sorted(Comparator.comparing(Fired::at).thenComparing(Fired::triggerId))
            .toList();
    assertThat(fired).isEqualTo(announced);
  }

  /** As if it were stored then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # from, at, in, every, the first two firings
          2020-01-01T00:00:00Z | 2020-01-02T00:00:00Z |      |      | 2020-01-02T00:00:00Z
          2100-01-01T00:00:00Z | 2099-01-01T00:00:00Z |      |      |
          2100-01-01T00:00:00Z |                      | PT1H |      | 2100-01-01T01:00:00Z
          2020-01-01T00:00:00Z |                      | PT1H |      | 2020-01-01T01:00:00Z
          2100-01-01T00:00:00Z |                      |      | PT1H | 2100-01-01T00:00:00Z 2100-01-01T01:00:00Z
          9999-12-31T23:59:59Z |                      | PT1H |      |
          """)
  void aPreviewCountsFromItsBegin(
      Instant from,
      @Nullable Instant at,
      @Nullable Duration in,
      @Nullable Duration every,
      @Nullable String firings) {
    ScheduleSpec schedule =
        new ScheduleSpec(
            Optional.ofNullable(at),
            Optional.ofNullable(in),
            Optional.ofNullable(every),
            Optional.empty(),
            Optional.empty(),
            DstGap.SHIFT,
            DstOverlap.FIRST,
            Optional.empty(),
            Optional.empty());
    assertThat(node.ask(TriggerApi.PREVIEW, new Preview(schedule, Optional.of(from), 2)).due())
        .extracting(due -> due.scheduledFor().toString())
        .containsExactlyElementsOf(
            Optional.ofNullable(firings).map(text -> List.of(text.split(" "))).orElse(List.of()));
  }

  private static Fired fired(TriggerEvent event) {
    return new Fired(event.triggerId().orElseThrow(), event.scheduledFor());
  }

  private List<Fired> ofTrigger(String id, Instant begin, Instant until) {
    return node
        .ask(TriggerApi.UPCOMING_OF_TRIGGER, new UpcomingOfTrigger(TENANT, id, PLENTY))
        .firings()
        .stream()
        .map(firing -> new Fired(firing.triggerId(), firing.scheduledFor()))
        .filter(f -> f.at().isAfter(begin) && !f.at().isAfter(until))
        .toList();
  }

  private List<Fired> preview(String id, ScheduleSpec schedule, Instant begin, Instant until) {
    return node
        .ask(TriggerApi.PREVIEW, new Preview(schedule, Optional.of(begin), PLENTY))
        .due()
        .stream()
        .map(Due::scheduledFor)
        .map(at -> new Fired(id, at))
        .filter(f -> f.at().isAfter(begin) && !f.at().isAfter(until))
        .toList();
  }
}
