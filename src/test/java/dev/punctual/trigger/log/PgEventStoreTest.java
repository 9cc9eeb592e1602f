package dev.punctual.trigger.log;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.trigger.api.EventApi.EventFilter;
import dev.punctual.trigger.api.EventApi.ListEvents;
import dev.punctual.trigger.api.EventApi.Position;
import dev.punctual.trigger.api.EventApi.View;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgEventStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-25T19:40:00Z");
  private static final Duration ACTIVE = Duration.ofHours(2);
  private static final Duration TOTAL = Duration.ofDays(2);
  private static final Duration LEAST = Duration.ofNanos(1_000);
  private static final ViewBounds BOUNDS = new ViewBounds(NOW.minus(ACTIVE), NOW.minus(TOTAL));
  private static final EventFilter ALL_ACTIVE = filter(View.ACTIVE);
  private static final EventFilter ALL_ARCHIVED = filter(View.ARCHIVED);

  private final TestEventLog log = new TestEventLog();
  private final PgEventStore store = new PgEventStore(log.database());

  @BeforeEach
  void partitions() {
    Instant begin = Instant.parse("2026-11-23T18:00:00Z");
    log.partitions(begin, begin.plus(Duration.ofHours(54)), Duration.ofHours(6));
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void viewsAreExactWhereverAPartitionHangs() {
    LoggedEvent young = LoggedEvent.at(NOW.minus(ACTIVE).plus(LEAST));
    LoggedEvent aged = LoggedEvent.at(NOW.minus(ACTIVE));
    LoggedEvent old = LoggedEvent.at(NOW.minus(TOTAL).plus(LEAST));
    LoggedEvent gone = LoggedEvent.at(NOW.minus(TOTAL));
    log.insert(young, aged, old, gone);
    assertViews(List.of(young), List.of(aged, old), gone);
    // One partition holds young and aged, another old and gone; now both hang on the archive.
    for (String name : List.of("event_20261125t1200", "event_20261123t1800")) {
      String range =
          log.query(
                  "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = '%s'"
                      .formatted(name))
              .get(0);
      log.execute("ALTER TABLE trigger.event_active DETACH PARTITION trigger." + name);
      log.execute(
          "ALTER TABLE trigger.event_archive ATTACH PARTITION trigger.%s %s"
              .formatted(name, range));
    }
    assertViews(List.of(young), List.of(aged, old), gone);
  }

  private void assertViews(List<LoggedEvent> active, List<LoggedEvent> archived, LoggedEvent gone) {
    assertThat(ids(list(ALL_ACTIVE))).isEqualTo(active.stream().map(LoggedEvent::id).toList());
    assertThat(ids(list(ALL_ARCHIVED))).isEqualTo(archived.stream().map(LoggedEvent::id).toList());
    for (LoggedEvent event : archived) {
      assertThat(await(store.get("default", event.id(), NOW, BOUNDS)).id()).isEqualTo(event.id());
    }
    assertNotFound(gone.id());
  }

  @Test
  void everyFilterFindsWhatFitsAndNothingElse() {
    List<LoggedEvent> events = new ArrayList<>();
    int n = 0;
    for (String trigger : List.of("one", "two")) {
      for (String status : List.of("success", "failure", "skipped")) {
        for (String source : List.of("scheduled", "api", "manual-test")) {
          for (Duration age : List.of(Duration.ofMinutes(1), Duration.ofHours(3))) {
            Instant at = NOW.minus(age).minusSeconds(n++);
            events.add(LoggedEvent.at(at).ofTrigger(trigger).ended(status).from(source));
            events.add(LoggedEvent.at(at).ofTenant("other").ofTrigger(trigger));
          }
        }
      }
    }
    log.insert(events);
    for (View view : View.values()) {
      for (Optional<String> trigger : maybe("one", "none")) {
        for (Optional<EventStatus> status : maybe(EventStatus.values())) {
          for (Optional<Source> source : maybe(Source.SCHEDULED, Source.MANUAL_TEST)) {
            EventFilter filter =
                new EventFilter(view, trigger, status, source, Optional.empty(), Optional.empty());
            assertThat(ids(list(filter))).as(filter.toString()).isEqualTo(expected(events, filter));
          }
        }
      }
    }
  }

  private static List<UUID> expected(List<LoggedEvent> events, EventFilter filter) {
    return events.stream()
        .filter(event -> event.tenant().equals("default"))
        .filter(
            event ->
                event.loggedAt().isAfter(BOUNDS.activeAfter()) == (filter.view() == View.ACTIVE))
        .filter(
            event -> filter.triggerId().isEmpty() || filter.triggerId().equals(event.triggerId()))
        .filter(event -> filter.status().map(s -> s.label().equals(event.status())).orElse(true))
        .filter(event -> filter.source().map(s -> s.label().equals(event.source())).orElse(true))
        .sorted(Comparator.comparing(LoggedEvent::firedAt).reversed())
        .map(LoggedEvent::id)
        .toList();
  }

  @Test
  void fromIsIncludedAndToIsNot() {
    List<LoggedEvent> events = new ArrayList<>();
    for (int minute = 0; minute < 5; minute++) {
      events.add(LoggedEvent.at(NOW.minus(Duration.ofMinutes(minute))));
    }
    log.insert(events);
    EventFilter filter =
        new EventFilter(
            View.ACTIVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(events.get(3).firedAt()),
            Optional.of(events.get(1).firedAt()));
    assertThat(ids(list(filter))).containsExactly(events.get(2).id(), events.get(3).id());
  }

  @Test
  void whatRanForLongIsFoundByWhenItFired() {
    LoggedEvent event =
        LoggedEvent.at(NOW.minusSeconds(1)).lasting(Duration.ofMillis(4), Duration.ofHours(7));
    log.insert(event);
    EventFilter filter =
        new EventFilter(
            View.ACTIVE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(NOW.minus(Duration.ofHours(8))),
            Optional.of(NOW.minus(Duration.ofHours(6))));
    assertThat(ids(list(filter))).containsExactly(event.id());
    assertThat(list(filter).get(0).latenessMs()).isEqualTo(4);
    assertThat(await(store.get("default", event.id(), NOW, BOUNDS)).id()).isEqualTo(event.id());
  }

  @Test
  void whatRunsIsActive() {
    LoggedEvent ended = LoggedEvent.at(NOW.minusSeconds(10));
    log.insert(ended);
    UUID running = occurrence(NOW.minusSeconds(5), "'%s'".formatted(NOW.minusSeconds(4)));
    UUID due = occurrence(NOW, "NULL");
    UUID planned = occurrence(NOW.plusSeconds(1), "NULL");
    assertThat(ids(list(ALL_ACTIVE))).containsExactly(running, ended.id());
    assertThat(ids(list(filter(View.ACTIVE, EventStatus.RUNNING)))).containsExactly(running);
    assertThat(list(filter(View.ARCHIVED, EventStatus.RUNNING))).isEmpty();
    assertThat(list(filter(View.ACTIVE, EventStatus.SUCCESS))).hasSize(1);
    TriggerEvent event = await(store.get("default", running, NOW, BOUNDS));
    assertThat(event.status()).isEqualTo(EventStatus.RUNNING);
    assertThat(event.finishedAt()).isEmpty();
    assertThat(event.latenessMs()).isEqualTo(1_000);
    assertThat(await(store.get("default", due, NOW, BOUNDS)).firedAt()).isEqualTo(NOW);
    assertNotFound(planned);
  }

  @Test
  void aSingleEventTellsItsAttempts() {
    LoggedEvent event = LoggedEvent.at(NOW.minusSeconds(10));
    log.insert(event);
    assertThat(list(ALL_ACTIVE).get(0).attemptLog()).isEmpty();
    TriggerEvent found = await(store.get("default", event.id(), NOW, BOUNDS));
    assertThat(found.attemptLog()).hasSize(1);
    assertThat(found.attemptLog().get(0).statusCode()).contains(200);
    assertThat(found.payload()).contains("{\"n\":1}");
  }

  @Test
  void anIdOfAnyKindIsLookedUp() {
    LoggedEvent event = LoggedEvent.at(NOW.minusSeconds(10));
    log.insert(event);
    assertThat(awaitFailure(store.get("other", event.id(), NOW, BOUNDS))).isNotNull();
    assertNotFound(UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"));
    assertNotFound(UUID.fromString("00000000-0000-7000-8000-000000000000"));
    assertNotFound(UUID.fromString("9b2c3d4e-0000-4000-8000-000000000000"));
  }

  @Test
  void pagesAreCompleteAndWithoutRepeatsWhileTheLogGrows() {
    List<LoggedEvent> events = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      // Many fire at the very same instant.
      events.add(LoggedEvent.at(NOW.minusSeconds(n / 20)));
    }
    log.insert(events);
    List<UUID> read = new ArrayList<>();
    Optional<Position> before = Optional.empty();
    while (true) {
      List<TriggerEvent> page =
          await(store.list(new ListEvents("default", ALL_ACTIVE, before, 7), BOUNDS));
      if (page.isEmpty()) {
        break;
      }
      read.addAll(ids(page));
      TriggerEvent last = page.get(page.size() - 1);
      before = Optional.of(new Position(last.firedAt(), last.id()));
      log.insert(LoggedEvent.at(NOW.plusSeconds(1)));
    }
    assertThat(read)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(events.stream().map(LoggedEvent::id).toList());
  }

  @Test
  void onlyEndedEventsOfTriggersThatAreStillThereCanBeReplayed() {
    log.execute(
        """
        INSERT INTO trigger.definition (tenant, id, kind, name, enabled, labels, spec, created_at,
          updated_at)
        VALUES ('default', 'there', 'api', 'x', true, '{}', '{}', now(), now())
        """);
    LoggedEvent there = LoggedEvent.at(NOW.minusSeconds(3)).ofTrigger("there");
    log.insert(
        there,
        LoggedEvent.at(NOW.minusSeconds(2)).ofTrigger("gone"),
        LoggedEvent.at(NOW.minusSeconds(1)).ofNoTrigger());
    occurrence(NOW.minusSeconds(5), "'%s'".formatted(NOW.minusSeconds(4)));
    assertThat(
            ids(
                await(
                    store.replayable(
                        new ListEvents("default", ALL_ACTIVE, Optional.empty(), 100), BOUNDS))))
        .containsExactly(there.id());
  }

  private UUID occurrence(Instant scheduledFor, String firedAt) {
    UUID id = LoggedEvent.idMadeAt(scheduledFor);
    log.execute(
        """
        INSERT INTO trigger.occurrence (id, tenant, trigger_id, trigger_kind, shard, version,
          source, scheduled_for, loaded, fired_at)
        VALUES ('%s', 'default', 'there', 'scheduled', 0, 1, 'scheduled', '%s', true, %s)
        """
            .formatted(id, scheduledFor, firedAt));
    return id;
  }

  private List<TriggerEvent> list(EventFilter filter) {
    return await(store.list(new ListEvents("default", filter, Optional.empty(), 1_000), BOUNDS));
  }

  private void assertNotFound(UUID id) {
    assertThat(awaitFailure(store.get("default", id, NOW, BOUNDS)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_FOUND));
  }

  private static List<UUID> ids(List<TriggerEvent> events) {
    return events.stream().map(TriggerEvent::id).toList();
  }

  private static EventFilter filter(View view) {
    return new EventFilter(
        view,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static EventFilter filter(View view, EventStatus status) {
    return new EventFilter(
        view,
        Optional.empty(),
        Optional.of(status),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @SafeVarargs
  private static <T> List<Optional<T>> maybe(T... values) {
    List<Optional<T>> all = new ArrayList<>();
    all.add(Optional.empty());
    for (T value : values) {
      all.add(Optional.of(value));
    }
    return all;
  }
}
