package dev.punctual.http;

import dev.punctual.bus.Json;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.api.EventApi.Tail;
import dev.punctual.trigger.api.EventApi.TailEvent;
import dev.punctual.trigger.api.EventApi.TailPosition;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.TriggerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * One client that follows the log. It reads on only when the client has taken what was written, so
 * a slow client costs a page of memory and no more. (The response's own write queue counts
 * messages, whatever their size.) Everything runs on the client's event loop.
 */
final class EventStream {
  private static final int PAGE = 200;

  /** More than the tail repeats: some seconds of a busy log. */
  private static final int REMEMBERED = 50_000;

  private static final String STARTS_NOW =
      ":the last event is not in the log; the stream starts now\n\n";

  private final Function<ReadTail, Future<Tail>> tail;
  private final Query query;
  private final HttpServerResponse out;
  private final RecentIds delivered = new RecentIds(REMEMBERED);
  private final Promise<Void> end = Promise.promise();

  private Optional<TailPosition> position = Optional.empty();

  /** The event that the client saw last, until it is met in the log again. */
  private Optional<UUID> resumedAfter = Optional.empty();

  private Instant begin = Instant.MIN;
  private boolean hasMore;
  private boolean isReading;
  private int pendingWrites;

  /** What a client wants to see. */
  record Query(String tenant, Optional<String> triggerId, Optional<EventStatus> status) {
    boolean admits(TriggerEvent event) {
      return (triggerId.isEmpty() || triggerId.equals(event.triggerId()))
          && status.map(wanted -> wanted == event.status()).orElse(true);
    }
  }

  EventStream(Function<ReadTail, Future<Tail>> tail, Query query, HttpServerResponse out) {
    this.tail = tail;
    this.query = query;
    this.out = out;
  }

  /**
   * Begins, after the event that the client saw last or else now.
   *
   * @return completes when the stream has ended
   */
  Future<Void> start(Optional<String> lastEventId) {
    out.setChunked(true);
    Optional<UUID> last = lastEventId.flatMap(EventRoutes::uuid);
    resumedAfter = last;
    position = last.map(id -> new TailPosition(Optional.empty(), id));
    write(lastEventId.isPresent() && last.isEmpty() ? STARTS_NOW : ":events\n\n");
    wake();
    return end.future();
  }

  /** The log may have grown. */
  void wake() {
    hasMore = true;
    readOn();
  }

  /** Tells the client, and whoever stands between, that the connection lives. */
  void beat() {
    if (pendingWrites == 0) {
      write(":\n\n");
    }
  }

  /** Ends the stream in good order, unless the client has gone already. */
  void stop() {
    if (!isOver()) {
      out.end().onComplete(ended -> end.tryComplete());
    }
  }

  private boolean isOver() {
    if (out.closed()) {
      end.tryComplete();
    }
    return end.future().isComplete() || out.ended();
  }

  private void readOn() {
    if (isReading || pendingWrites > 0 || !hasMore || isOver()) {
      return;
    }
    isReading = true;
    hasMore = false;
    tail.apply(new ReadTail(query.tenant(), position, PAGE))
        .onComplete(
            read -> {
              isReading = false;
              if (read.succeeded()) {
                deliver(read.result());
              } else {
                recover(read.cause());
              }
              readOn();
            });
  }

  private void deliver(Tail page) {
    if (position.isEmpty()) {
      begin = page.end().loggedAt().orElse(Instant.MIN);
      hasMore = true;
    }
    hasMore |= page.events().size() >= PAGE;
    position = Optional.of(page.end());
    StringBuilder text = new StringBuilder();
    page.events().stream()
        .filter(event -> !wasSeenBefore(event) && query.admits(event.event()) && isNew(event))
        .forEach(event -> append(text, event.event()));
    if (!hasMore) {
      resumedAfter = Optional.empty();
    }
    write(text.toString());
  }

  /**
   * The tail begins a little before the event that the client saw last. What stands there by now
   * counts as seen: nothing tells when a row was committed, and it would be repeated with every
   * resumption to spare a client what was committed out of order just when its connection broke.
   * What is committed out of order from now on is new when the tail comes by again.
   */
  private boolean wasSeenBefore(TailEvent event) {
    if (resumedAfter.isEmpty()) {
      return false;
    }
    UUID id = event.event().id();
    delivered.add(id);
    if (resumedAfter.get().equals(id)) {
      resumedAfter = Optional.empty();
    }
    return true;
  }

  /** The tail goes back a little each time, for events that became visible late. */
  private boolean isNew(TailEvent event) {
    boolean isBefore = event.position().loggedAt().map(at -> !at.isAfter(begin)).orElse(false);
    return !isBefore && delivered.add(event.event().id());
  }

  /** A log that cannot be read now is asked again at the next wake. */
  private void recover(Throwable failure) {
    boolean isUnknown =
        failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
    if (isUnknown && position.isPresent()) {
      position = Optional.empty();
      resumedAfter = Optional.empty();
      hasMore = true;
      write(STARTS_NOW);
    }
  }

  /** Nothing is read until the client has taken this. */
  private void write(String text) {
    if (text.isEmpty() || isOver()) {
      return;
    }
    pendingWrites++;
    out.write(text)
        .onFailure(gone -> end.tryComplete())
        .onComplete(
            taken -> {
              pendingWrites--;
              readOn();
            });
  }

  /** A line break inside of an event would end its data; in JSON it is but white space. */
  private static void append(StringBuilder text, TriggerEvent event) {
    String json = Json.write(EventView.of(event));
    text.append("id: ")
        .append(event.id())
        .append("\nevent: event\ndata: ")
        .append(json.replace('\n', ' ').replace('\r', ' '))
        .append("\n\n");
  }
}
