package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.ReadTail;
import dev.punctual.trigger.api.EventApi.Tail;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * {@code /api/v1/events/stream}: the clients of one server that follow the log. A hint wakes them,
 * and a look every second makes up for hints that were lost. Clients that stand at the same place,
 * as all do who keep up, share one reading.
 */
final class EventStreams implements Routes {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Hints come many a second; reading a few times a second is enough for a person. */
  private static final Duration GATHER = Duration.ofMillis(250);

  private final Bus bus;
  private final Timers timers;
  private final int limit;
  private final AtomicInteger open;
  private final Set<EventStream> streams = new LinkedHashSet<>();
  private final Map<ReadTail, Future<Tail>> readings = new HashMap<>();
  private boolean isGathering;
  private boolean isStopping;

  /**
   * Limits the streams of a node.
   *
   * @param open shared by all instances of the verticle
   */
  EventStreams(Bus bus, Timers timers, int limit, AtomicInteger open) {
    this.bus = bus;
    this.timers = timers;
    this.limit = limit;
    this.open = open;
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of("streamEvents", this::stream);
  }

  /** Listens and wakes up on the current context, as long as its verticle is deployed. */
  void start() {
    bus.subscribe(EventApi.EVENTS_LOGGED, hint -> gather());
    timers.every(POLL, () -> forEach(EventStream::wake));
    timers.every(HEARTBEAT, () -> forEach(EventStream::beat));
  }

  /** Ends all streams and takes no further ones. */
  void stop() {
    isStopping = true;
    forEach(EventStream::stop);
  }

  private Future<ApiResponse> stream(ApiRequest request) {
    if (isStopping) {
      return Future.failedFuture(refusal("This node is about to stop."));
    }
    if (open.incrementAndGet() > limit) {
      open.decrementAndGet();
      return Future.failedFuture(refusal("As many streams as fit are open."));
    }
    EventStream.Query query =
        new EventStream.Query(
            request.tenant(),
            request.find("trigger_id"),
            request.find("status").map(EventRoutes::status));
    Optional<String> lastEventId = request.find("Last-Event-ID");
    return Future.succeededFuture(
        ApiResponse.stream("text/event-stream", out -> follow(query, lastEventId, out))
            .with("Cache-Control", "no-store")
            // Tells this server not to compress, and a proxy not to hold back what is written.
            .with("Content-Encoding", "identity")
            .with("X-Accel-Buffering", "no"));
  }

  private static Throwable refusal(String detail) {
    return new Problem(ProblemType.OVERLOADED, detail).retryAfter(RETRY).exception();
  }

  private Future<Void> follow(
      EventStream.Query query, Optional<String> lastEventId, HttpServerResponse out) {
    EventStream stream = new EventStream(this::read, query, out);
    streams.add(stream);
    return stream
        .start(lastEventId)
        .onComplete(
            ended -> {
              streams.remove(stream);
              open.decrementAndGet();
            });
  }

  private Future<Tail> read(ReadTail query) {
    Future<Tail> running = readings.get(query);
    if (running != null) {
      return running;
    }
    Future<Tail> reading = bus.request(EventApi.READ_TAIL, query);
    readings.put(query, reading);
    return reading.onComplete(read -> readings.remove(query));
  }

  private void gather() {
    if (!isGathering && !streams.isEmpty()) {
      isGathering = true;
      timers.once(
          GATHER,
          () -> {
            isGathering = false;
            forEach(EventStream::wake);
          });
    }
  }

  /** A stream may end, and leave the set, while it is dealt with. */
  private void forEach(Consumer<EventStream> action) {
    List.copyOf(streams).forEach(action);
  }
}
