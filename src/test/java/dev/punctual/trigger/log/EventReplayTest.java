package dev.punctual.trigger.log;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.bus.Bus;
import dev.punctual.bus.Json;
import dev.punctual.config.Config;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventById;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ReplayEvents;
import dev.punctual.trigger.api.EventApi.Replayed;
import dev.punctual.trigger.api.EventApi.TailPosition;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.TriggerEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventReplayTest {
  private static final Instant NOW = Instant.parse("2026-11-25T19:40:00Z");

  private final TestEventLog log = new TestEventLog();
  private final Bus bus = new Bus(log.vertx(), new SimpleMeterRegistry());
  private final List<TriggerEvent> replayed = new ArrayList<>();
  private boolean triggerGone;

  @BeforeEach
  void start() {
    log.partitions(
        Instant.parse("2026-11-25T19:00:00Z"),
        Instant.parse("2026-11-25T20:00:00Z"),
        Duration.ofMinutes(30));
    log.execute(
        """
        INSERT INTO trigger.definition (tenant, id, kind, name, enabled, labels, spec, created_at,
          updated_at)
        VALUES ('default', 'there', 'scheduled', 'x', true, '{}', '{}', now(), now())
        """);
    Config.Retention retention =
        new Config.Retention(
            Duration.ofHours(2),
            Duration.ofDays(2),
            Duration.ofMinutes(30),
            Duration.ofSeconds(15));
    await(
        log.vertx()
            .deployVerticle(
                new EventLogVerticle(
                    bus, log.database(), new TestClock(NOW), retention, this::replay)));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private Future<List<UUID>> replay(String tenant, List<TriggerEvent> events) {
    if (triggerGone) {
      return Future.succeededFuture(List.of());
    }
    replayed.addAll(events);
    return Future.succeededFuture(events.stream().map(event -> UUID.randomUUID()).toList());
  }

  @Test
  void anEventIsReplayedWithItsPayload() {
    LoggedEvent event = event().ended("failure");
    log.insert(event);
    assertThat(await(bus.request(EventApi.REPLAY_EVENT, byId(event))).eventId())
        .isNotEqualTo(event.id());
    assertThat(replayed).extracting(TriggerEvent::id).containsExactly(event.id());
    assertThat(replayed.get(0).payload()).contains("{\"n\":1}");
  }

  @Test
  void whatCannotBeReplayedIsRefused() {
    LoggedEvent untriggered = event().ofNoTrigger();
    LoggedEvent gone = event();
    log.insert(untriggered, gone);
    LoggedEvent running = event();
    log.execute(
        """
        INSERT INTO trigger.occurrence (id, tenant, trigger_id, trigger_kind, shard, version,
          source, scheduled_for, loaded, fired_at)
        VALUES ('%s', 'default', 'there', 'scheduled', 0, 1, 'scheduled', '%2$s', true, '%2$s')
        """
            .formatted(running.id(), NOW));
    triggerGone = true;
    for (LoggedEvent event : List.of(untriggered, gone, running)) {
      assertThat(awaitFailure(bus.request(EventApi.REPLAY_EVENT, byId(event))))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_REPLAYABLE));
    }
    assertThat(awaitFailure(bus.request(EventApi.REPLAY_EVENT, byId(event()))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_FOUND));
  }

  @Test
  void manyAreReplayedOnceEachUpToTheLimit() {
    List<LoggedEvent> failures = new ArrayList<>();
    for (int n = 0; n < 1_200; n++) {
      failures.add(event().ended("failure"));
    }
    log.insert(failures);
    log.insert(event(), event());
    assertThat(replayFailures(5_000, true)).isEqualTo(new Replayed(1_200, 0));
    assertThat(replayed).isEmpty();
    assertThat(replayFailures(700, false)).isEqualTo(new Replayed(700, 700));
    replayed.clear();
    assertThat(replayFailures(5_000, false)).isEqualTo(new Replayed(1_200, 1_200));
    assertThat(replayed)
        .extracting(TriggerEvent::id)
        .containsExactlyInAnyOrderElementsOf(failures.stream().map(LoggedEvent::id).toList());
  }

  @Test
  void placesInTheTailTravelBetweenNodes() throws Exception {
    TailPosition position =
        new TailPosition(Optional.of(NOW), event().id(), Optional.of(NOW.minusSeconds(5)));
    String json = Json.MAPPER.writeValueAsString(position);
    assertThat(Json.MAPPER.readValue(json, TailPosition.class)).isEqualTo(position);
  }

  private Replayed replayFailures(int limit, boolean dryRun) {
    EventFilter filter =
        new EventFilter(
            View.ACTIVE,
            Optional.empty(),
            Optional.of(EventStatus.FAILURE),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return await(
        bus.request(EventApi.REPLAY_EVENTS, new ReplayEvents("default", filter, limit, dryRun)));
  }

  private static EventById byId(LoggedEvent event) {
    return new EventById("default", event.id());
  }

  private static LoggedEvent event() {
    return LoggedEvent.at(NOW.minusSeconds(10)).ofTrigger("there");
  }
}
