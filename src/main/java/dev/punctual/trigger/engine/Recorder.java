package dev.punctual.trigger.engine;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Repeated;
import dev.punctual.time.Timers;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes in groups: the first one waits for a few milliseconds, so that one commit serves
 * all that end meanwhile. Two groups may be under way, so that a herd keeps the database busy;
 * while it is away groups wait and are tried again, and {@link #isFull} tells the timing to hold
 * back.
 */
final class Recorder {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final int GROUP = 1_000;
  private static final int GROUPS = 2;
  private static final int LIMIT = 100_000;
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

  private final OutcomeStore store;
  private final EngineTime time;
  private final Timers timers;
  private final Duration window;
  private final String node;
  private final IntConsumer logged;
  private final Deque<Outcome> outcomes = new ArrayDeque<>();

  /** What ended and is not written. */
  private final Map<UUID, Outcome> ended = new HashMap<>();

  private final Map<UUID, Progress> progress = new LinkedHashMap<>();
  private final List<Promise<Void>> idle = new ArrayList<>();
  private final List<Settling> settling = new ArrayList<>();
  private final Set<Watch> watches = new HashSet<>();
  private final Repeated writes = new Repeated(LOG, "Writing outcomes");
  private boolean scheduled;
  private boolean pausing;
  private boolean noting;
  private int writing;

  /**
   * Remembers what ended here also when it is written, while somebody reads what is stored: by the
   * time that it is read, it may be an occurrence of the past. What ended under an earlier epoch is
   * not written any more, so it has not ended.
   */
  final class Watch {
    private final Map<UUID, Long> written = new HashMap<>();

    private Watch() {}

    private void see(Outcome outcome) {
      written.put(outcome.occurrence().id(), outcome.epoch());
    }

    boolean holds(UUID id, long epoch) {
      Outcome waiting = ended.get(id);
      return (waiting != null && waiting.epoch() == epoch)
          || Long.valueOf(epoch).equals(written.get(id));
    }

    void close() {
      watches.remove(this);
    }
  }

  /** Who waits until nothing is pending of what concerns it. */
  private record Settling(BooleanSupplier pending, Promise<Void> written) {}

  /**
   * Writes for a node.
   *
   * @param window for how long a group gathers
   * @param logged hears how many entries the log has grown by
   */
  Recorder(
      OutcomeStore store,
      EngineTime time,
      Timers timers,
      Duration window,
      String node,
      IntConsumer logged) {
    this.store = store;
    this.time = time;
    this.timers = timers;
    this.window = window;
    this.node = node;
    this.logged = logged;
  }

  void add(Outcome outcome) {
    // What is final makes a note that was not written yet pointless.
    progress.remove(outcome.occurrence().id());
    outcomes.add(outcome);
    ended.put(outcome.occurrence().id(), outcome);
    schedule();
  }

  void note(Progress step) {
    progress.put(step.id(), step);
    schedule();
  }

  /** Begins with what has ended here, and whose row is only waiting to be deleted. */
  Watch watch() {
    Watch watch = new Watch();
    watches.add(watch);
    return watch;
  }

  boolean isFull() {
    return ended.size() >= LIMIT;
  }

  int waiting() {
    return ended.size() + progress.size();
  }

  /** Succeeds as soon as everything that was added is written. */
  Future<Void> flushed() {
    Promise<Void> promise = Promise.promise();
    idle.add(promise);
    write();
    return promise.future();
  }

  /** Succeeds as soon as what was added of these shards is written. */
  Future<Void> flushed(Collection<Integer> shards) {
    Set<Integer> theirs = Set.copyOf(shards);
    return settled(() -> holdsAnyOf(theirs));
  }

  /** Succeeds as soon as what has ended of these triggers up to now is written. */
  Future<Void> written(Set<TriggerKey> triggers) {
    Set<UUID> theirs =
        triggers.isEmpty()
            ? Set.of()
            : ended.values().stream()
                .map(Outcome::occurrence)
                .filter(occurrence -> isOf(triggers, occurrence))
                .map(Occurrence::id)
                .collect(Collectors.toSet());
    return settled(() -> theirs.stream().anyMatch(ended::containsKey));
  }

  private static boolean isOf(Set<TriggerKey> triggers, Occurrence occurrence) {
    return occurrence
        .triggerId()
        .filter(id -> triggers.contains(new TriggerKey(occurrence.tenant(), id)))
        .isPresent();
  }

  private Future<Void> settled(BooleanSupplier pending) {
    Settling waiting = new Settling(pending, Promise.promise());
    settling.add(waiting);
    settle();
    return waiting.written().future();
  }

  private void settle() {
    settling.removeIf(
        waiting -> !waiting.pending().getAsBoolean() && waiting.written().tryComplete());
  }

  private boolean holdsAnyOf(Set<Integer> shards) {
    return ended.values().stream()
            .anyMatch(outcome -> shards.contains(outcome.occurrence().shard()))
        || progress.values().stream().anyMatch(step -> shards.contains(step.shard()));
  }

  /** Never writes at once: whoever hands over a herd must not wait for what ended before. */
  private void schedule() {
    boolean worthwhile = writing == 0 || outcomes.size() >= GROUP;
    if (!scheduled && worthwhile && writing < GROUPS) {
      scheduled = true;
      timers.once(
          window,
          () -> {
            scheduled = false;
            write();
          });
    }
  }

  private void write() {
    if (!pausing && !noting && writing < GROUPS && !progress.isEmpty()) {
      writing++;
      noting = true;
      writeNotes().onComplete(done -> noting = false).onComplete(this::written);
    }
    while (!pausing && writing < GROUPS && !outcomes.isEmpty()) {
      List<Outcome> group = new ArrayList<>();
      while (group.size() < GROUP && !outcomes.isEmpty()) {
        group.add(outcomes.poll());
      }
      writing++;
      record(group).onSuccess(logged::accept).onComplete(this::written);
    }
    if (writing == 0 && outcomes.isEmpty() && progress.isEmpty()) {
      idle.forEach(Promise::tryComplete);
      idle.clear();
    }
  }

  private void written(AsyncResult<?> done) {
    writing--;
    writes.went(done);
    if (done.succeeded()) {
      settle();
      write();
    } else if (!pausing) {
      pausing = true;
      timers.once(
          RETRY_PAUSE,
          () -> {
            pausing = false;
            write();
          });
    }
  }

  private Future<Void> writeNotes() {
    List<Progress> group = progress.values().stream().limit(GROUP).toList();
    return store
        .note(node, group)
        .onSuccess(noted -> group.forEach(step -> progress.remove(step.id(), step)));
  }

  /** What is not written goes back to the head of the queue. */
  private Future<Integer> record(List<Outcome> group) {
    return store
        .record(node, group, time.now())
        .onSuccess(entries -> forget(group))
        .recover(
            failure -> {
              if (PgDatabase.isDataError(failure)) {
                return apart(group, failure);
              }
              for (int i = group.size() - 1; i >= 0; i--) {
                outcomes.addFirst(group.get(i));
              }
              return Future.failedFuture(failure);
            });
  }

  private void forget(List<Outcome> group) {
    group.forEach(
        outcome -> {
          ended.remove(outcome.occurrence().id());
          watches.forEach(watch -> watch.see(outcome));
        });
  }

  /** Something in the group cannot be stored: the others must not suffer. */
  private Future<Integer> apart(List<Outcome> group, Throwable failure) {
    if (group.size() > 1) {
      int middle = group.size() / 2;
      List<Outcome> second = group.subList(middle, group.size());
      return record(group.subList(0, middle))
          .onFailure(away -> second.forEach(outcomes::addLast))
          .compose(logged -> record(second).map(more -> logged + more));
    }
    Outcome bad = group.get(0);
    LOG.atError()
        .addKeyValue("event_id", bad.occurrence().id())
        .setCause(failure)
        .log("An outcome cannot be stored as it is");
    if (bad.count().isEmpty() && bad.result().isEmpty()) {
      forget(group);
      return Future.succeededFuture(0);
    }
    Outcome plain =
        new Outcome(
            bad.occurrence(),
            bad.epoch(),
            EventStatus.FAILURE,
            bad.firedAt(),
            bad.finishedAt(),
            bad.attempts(),
            bad.payload(),
            Optional.empty(),
            Optional.of("its outcome could not be stored"),
            Optional.empty());
    return record(List.of(plain));
  }
}
