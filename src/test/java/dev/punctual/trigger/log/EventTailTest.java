package dev.punctual.trigger.log;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.api.EventApi.Tail;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.api.EventApi.TailPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventTailTest {
  private static final Instant START = Instant.parse("2026-11-25T19:40:00Z");
  private static final Duration BLINK = Duration.ofMillis(100);

  private final TestEventLog log = new TestEventLog();
  private final TestClock clock = new TestClock(START);
  private final EventTail tail = new EventTail(new PgEventStore(log.database()));

  @BeforeEach
  void partitions() {
    log.partitions(
        Instant.parse("2026-11-25T19:30:00Z"),
        Instant.parse("2026-11-25T20:30:00Z"),
        Duration.ofMinutes(30));
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void beginsNowAndFollowsInTheOrderOfLogging() {
    log.insert(logged(START.minusMillis(10)));
    Reader reader = new Reader(10);
    reader.readToTheEnd();
    assertThat(reader.known).isEmpty();
    LoggedEvent second = logged(START.plusMillis(20));
    LoggedEvent first = logged(START.plusMillis(10));
    log.insert(second, first, logged(START.plusMillis(15)).ofTenant("other"));
    clock.advance(BLINK);
    reader.readToTheEnd();
    assertThat(reader.known).containsExactly(first.id(), second.id());
  }

  @Test
  void missesNothingThatIsCommittedLate() throws SQLException {
    Reader reader = new Reader(3);
    Set<UUID> all = new LinkedHashSet<>();
    try (Connection slow = log.connect()) {
      slow.setAutoCommit(false);
      for (int round = 0; round < 30; round++) {
        LoggedEvent late = logged(clock.instant());
        TestEventLog.insert(slow, List.of(late));
        clock.advance(BLINK);
        List<LoggedEvent> prompt = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
          prompt.add(logged(clock.instant().plusMillis(n)));
        }
        log.insert(prompt);
        clock.advance(BLINK);
        reader.readToTheEnd();
        clock.advance(EventTail.OVERLAP.minus(BLINK.multipliedBy(3)));
        reader.readToTheEnd();
        assertThat(reader.known).doesNotContain(late.id());
        slow.commit();
        reader.readToTheEnd();
        assertThat(reader.known).contains(late.id());
        all.add(late.id());
        prompt.forEach(event -> all.add(event.id()));
      }
    }
    assertThat(reader.known).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void missesNothingThatIsCommittedLateWhileAReaderIsSlow() throws SQLException {
    Reader reader = new Reader(2);
    List<LoggedEvent> prompt = new ArrayList<>();
    for (int n = 0; n < 10; n++) {
      prompt.add(logged(START.plusMillis(n)));
    }
    try (Connection slow = log.connect()) {
      slow.setAutoCommit(false);
      LoggedEvent late = logged(START);
      TestEventLog.insert(slow, List.of(late));
      log.insert(prompt);
      // The round passes the late one's place, and takes so long that the overlap is over.
      reader.readPage();
      reader.readPage();
      slow.commit();
      clock.advance(EventTail.OVERLAP.multipliedBy(10));
      reader.readToTheEnd();
      reader.readToTheEnd();
      assertThat(reader.known).contains(late.id()).hasSize(11);
    }
  }

  @Test
  void aLongBacklogIsReadPageByPage() {
    List<LoggedEvent> events = new ArrayList<>();
    for (int n = 0; n < 500; n++) {
      // Many are logged in one statement, with one instant.
      events.add(logged(START.plusMillis(n / 100)));
    }
    Reader reader = new Reader(50);
    reader.readToTheEnd();
    log.insert(events);
    clock.advance(BLINK);
    reader.readToTheEnd();
    assertThat(reader.known).hasSize(500);
  }

  @Test
  void aRoundThatFindsNothingNewIsShort() {
    Reader reader = new Reader(100);
    log.insert(logged(START.plusMillis(1)));
    clock.advance(BLINK);
    reader.readToTheEnd();
    clock.advance(EventTail.OVERLAP.multipliedBy(2));
    reader.readToTheEnd();
    assertThat(await(tail.read(reader.query(), clock.instant(), bounds())).events()).isEmpty();
  }

  @Test
  void resumesBehindAnIdWithAnOverlap() {
    LoggedEvent longAgo = logged(START.minus(EventTail.OVERLAP.multipliedBy(2)));
    LoggedEvent committedLate = logged(START.minusSeconds(1));
    LoggedEvent seen = logged(START);
    LoggedEvent missed = logged(START.plusMillis(1));
    log.insert(longAgo, committedLate, seen, missed);
    clock.advance(Duration.ofMinutes(5));
    Reader reader = new Reader(10);
    reader.position = Optional.of(new TailPosition(Optional.empty(), seen.id()));
    reader.readToTheEnd();
    assertThat(reader.known).containsExactly(committedLate.id(), seen.id(), missed.id());
  }

  @Test
  void anUnknownIdIsNotFound() {
    TailPosition unknown =
        new TailPosition(Optional.empty(), LoggedEvent.idMadeAt(START.minusSeconds(1)));
    ReadTail query = new ReadTail("default", Optional.of(unknown), 10);
    assertThat(awaitFailure(tail.read(query, START, bounds())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.NOT_FOUND));
  }

  private static LoggedEvent logged(Instant at) {
    return LoggedEvent.at(at);
  }

  private ViewBounds bounds() {
    Instant now = clock.instant();
    return new ViewBounds(now.minus(Duration.ofHours(2)), now.minus(Duration.ofDays(2)));
  }

  /** Reads as a stream does: knows what it has seen. */
  private final class Reader {
    private final int limit;
    private final Set<UUID> known = new LinkedHashSet<>();
    private Optional<TailPosition> position = Optional.empty();

    Reader(int limit) {
      this.limit = limit;
      readPage();
    }

    ReadTail query() {
      return new ReadTail("default", position, limit);
    }

    boolean readPage() {
      Tail page = await(tail.read(query(), clock.instant(), bounds()));
      page.events().stream().map(TailEvent::event).forEach(event -> known.add(event.id()));
      position = Optional.of(page.end());
      return page.events().size() == limit;
    }

    void readToTheEnd() {
      boolean more = true;
      while (more) {
        more = readPage();
      }
    }
  }
}
