package dev.punctual.trigger;

import static dev.punctual.trigger.TriggerNode.every;
import static dev.punctual.trigger.TriggerNode.spec;
import static dev.punctual.trigger.TriggerNode.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.testkit.TestDatabase;
import dev.punctual.testkit.TestPostgres;
import dev.punctual.trigger.api.TriggerApi;
import dev.punctual.trigger.api.TriggerApi.CounterByName;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is due fires, once, in time, and is logged. */
@TestInstance(Lifecycle.PER_CLASS)
class FiringTest {
  /** However busy the machine is; what it really was is printed. */
  private static final long SLA_MILLIS = 10_000;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final TriggerNode node = TriggerNode.on(database);

  @AfterAll
  void stop() {
    node.close();
    database.close();
  }

  @Test
  void aOneShotFiresOnceAtItsInstant() {
    Instant at = Instant.now().plusMillis(700).truncatedTo(ChronoUnit.MILLIS);
    node.create("once", spec(ScheduleSpec.at(at), ActionSpec.log()));
    List<TriggerEvent> events = within(10).until(() -> node.events("once"), e -> !e.isEmpty());
    TriggerEvent event = events.get(0);
    assertThat(event.scheduledFor()).isEqualTo(at);
    assertThat(event.firedAt()).isAfterOrEqualTo(at);
    assertThat(event.status()).isEqualTo(EventStatus.SUCCESS);
    assertThat(event.source()).isEqualTo(Source.SCHEDULED);
    assertThat(events).hasSize(1);
    assertThat(event.latenessMs()).isLessThan(SLA_MILLIS);
    System.out.printf("one-shot: %d ms late%n", event.latenessMs());
  }

  @Test
  void anIntervalKeepsItsRateWithoutGapOrDuplicate() {
    node.create("rate", spec(every(Duration.ofMillis(100)), ActionSpec.log()));
    List<TriggerEvent> events = within(10).until(() -> node.events("rate"), e -> e.size() >= 30);
    List<Instant> fired = events.stream().map(TriggerEvent::scheduledFor).sorted().toList();
    for (int i = 1; i < fired.size(); i++) {
      assertThat(Duration.between(fired.get(i - 1), fired.get(i)))
          .isEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void aCounterIsCountedOncePerFiringAndTellsItsValue() {
    node.create("count", spec(every(Duration.ofMillis(100)), ActionSpec.count("visits", 3)));
    List<TriggerEvent> events = within(10).until(() -> node.events("count"), e -> e.size() >= 10);
    List<String> values =
        events.stream()
            .sorted(Comparator.comparing(TriggerEvent::scheduledFor))
            .map(event -> event.result().orElseThrow().replace(" ", ""))
            .toList();
    assertThat(values)
        .startsWith(
            IntStream.rangeClosed(1, 10)
                .mapToObj(i -> "{\"counter\":\"visits\",\"value\":" + 3 * i + "}")
                .toArray(String[]::new));
    assertThat(
            node.ask(TriggerApi.GET_COUNTER, new CounterByName(TriggerNode.TENANT, "visits"))
                .value())
        .isGreaterThanOrEqualTo(30);
  }

  @Test
  void aThousandAtOneInstantAreAThousandEvents() {
    Instant at = Instant.now().plusMillis(3_000);
    node.importAll(
        "herd",
        IntStream.range(0, 1_000).mapToObj(i -> "h" + i).toList(),
        spec(ScheduleSpec.at(at), ActionSpec.log()));
    List<TriggerEvent> events =
        within(20).until(() -> node.eventsOf("herd"), e -> e.size() >= 1_000);
    assertThat(events).hasSize(1_000);
    long worst = events.stream().mapToLong(TriggerEvent::latenessMs).max().orElseThrow();
    assertThat(worst).isLessThan(SLA_MILLIS);
    System.out.printf("herd of 1000: worst %d ms late%n", worst);
  }

  @Test
  void aRunIsNotStartedAgainWhileItRuns() {
    node.create(
        "slow", spec(every(Duration.ofMillis(200)), ActionSpec.sleep(Duration.ofMillis(500))));
    List<TriggerEvent> events =
        within(10)
            .until(
                () -> node.events("slow"),
                e -> e.stream().filter(x -> x.status() == EventStatus.SUCCESS).count() >= 3);
    List<TriggerEvent> ran =
        events.stream()
            .filter(e -> e.status() == EventStatus.SUCCESS)
            .sorted(Comparator.comparing(TriggerEvent::firedAt))
            .toList();
    for (int i = 1; i < ran.size(); i++) {
      assertThat(ran.get(i).firedAt()).isAfterOrEqualTo(ran.get(i - 1).finishedAt().orElseThrow());
    }
    assertThat(events)
        .anySatisfy(
            e -> {
              assertThat(e.status()).isEqualTo(EventStatus.SKIPPED);
              assertThat(e.note().orElseThrow()).contains("overlap: skip");
            });
  }

  @Test
  void oneExecutionWaitsWhereTheDefinitionQueues() {
    node.create(
        "queue",
        spec(
            every(Duration.ofMillis(200)),
            ActionSpec.sleep(Duration.ofMillis(500)),
            Overlap.QUEUE,
            Misfire.FIRE_ONCE));
    List<TriggerEvent> events =
        within(10)
            .until(
                () -> node.events("queue"),
                e -> e.stream().filter(x -> x.status() == EventStatus.SUCCESS).count() >= 3);
    assertThat(events).anySatisfy(e -> assertThat(e.note().orElse("")).contains("overlap: queue"));
    assertThat(events)
        .filteredOn(e -> e.status() == EventStatus.SUCCESS)
        .anySatisfy(e -> assertThat(e.latenessMs()).isGreaterThan(150));
  }
}
