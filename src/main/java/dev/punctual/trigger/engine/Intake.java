package dev.punctual.trigger.engine;

import dev.punctual.bus.Trace;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.engine.EngineApi.Fate;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.EngineApi.Submitted;
import dev.punctual.trigger.engine.OccurrenceStore.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes occurrences that somebody asks for (webhooks, test runs, replays): stores them in groups,
 * answers when they are durable, and has those of this node's shards fired at once.
 */
final class Intake {
  private static final int GROUP = 500;
  private static final int LIMIT = 20_000;
  private static final int CONCURRENT_GROUPS = 2;

  private final OccurrenceStore store;
  private final Ownership ownership;
  private final Timers timers;
  private final Duration window;
  private final String node;
  private final Consumer<Submit> stored;
  private final Runnable uncertain;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean scheduled;
  private int writing;

  private record Waiting(Submit order, Trace trace, Promise<Submitted> answer) {}

  /**
   * Takes orders.
   *
   * @param window for how long a group gathers
   * @param stored hears of what this node has to fire
   * @param uncertain hears when nobody knows whether a group was stored
   */
  Intake(
      OccurrenceStore store,
      Ownership ownership,
      Timers timers,
      Duration window,
      String node,
      Consumer<Submit> stored,
      Runnable uncertain) {
    this.store = store;
    this.ownership = ownership;
    this.timers = timers;
    this.window = window;
    this.node = node;
    this.stored = stored;
    this.uncertain = uncertain;
  }

  Future<Submitted> submit(Submit asked) {
    if (waiting.size() >= LIMIT) {
      return Future.failedFuture(
          new Problem(ProblemType.OVERLOADED, "More comes in than can be stored.")
              .retryAfter(Duration.ofSeconds(1))
              .exception());
    }
    Trace trace = Trace.putAside("store occurrence");
    Submit order = asked.at(trace.traceparent());
    return Trace.outside(() -> gather(new Waiting(order, trace, Promise.promise())))
        .onComplete(done -> trace.end(done.succeeded() ? "stored" : "failure"));
  }

  private Future<Submitted> gather(Waiting entry) {
    waiting.add(entry);
    if (waiting.size() >= GROUP) {
      write();
    } else if (!scheduled) {
      scheduled = true;
      timers.once(
          window,
          () -> {
            scheduled = false;
            write();
          });
    }
    return entry.answer().future();
  }

  /** Orders that nobody has begun to store. */
  int waiting() {
    return waiting.size();
  }

  private void write() {
    if (waiting.isEmpty() || writing >= CONCURRENT_GROUPS) {
      return;
    }
    List<Waiting> group = new ArrayList<>();
    while (group.size() < GROUP && !waiting.isEmpty()) {
      group.add(waiting.poll());
    }
    writing++;
    write(group)
        .onComplete(
            done -> {
              writing--;
              write();
            });
  }

  private Future<Void> write(List<Waiting> group) {
    List<Shard> shards =
        group.stream()
            .map(entry -> entry.order().occurrence().shard())
            .distinct()
            .filter(ownership::owns)
            .map(shard -> new Shard(shard, ownership.epoch(shard), Optional.empty()))
            .toList();
    // Of a group that is stored at once, the first one's trace shows how that went.
    return group
        .get(0)
        .trace()
        .within(() -> store.order(node, shards, group.stream().map(Waiting::order).toList()))
        .onSuccess(receipts -> answer(group, receipts))
        .recover(failure -> apart(group, failure))
        .mapEmpty();
  }

  /** One order that the database refuses must not take the others with it. */
  private Future<List<Receipt>> apart(List<Waiting> group, Throwable failure) {
    if (!PgDatabase.isDataError(failure) || group.size() == 1) {
      uncertain.run();
      group.forEach(entry -> entry.answer().tryFail(failure));
      return Future.succeededFuture(List.of());
    }
    int middle = group.size() / 2;
    return write(group.subList(0, middle))
        .compose(first -> write(group.subList(middle, group.size())))
        .map(List.of());
  }

  private void answer(List<Waiting> group, List<Receipt> receipts) {
    for (int i = 0; i < group.size(); i++) {
      Submit order = group.get(i).order();
      Receipt receipt = receipts.get(i);
      if (receipt instanceof Receipt.Stored taken && taken.mine()) {
        stored.accept(order);
      }
      group.get(i).answer().tryComplete(submitted(order, receipt));
    }
  }

  private static Submitted submitted(Submit order, Receipt receipt) {
    Occurrence occurrence = order.occurrence();
    if (receipt instanceof Receipt.Repeated earlier) {
      boolean same =
          order.key().filter(key -> key.fingerprint().equals(earlier.fingerprint())).isPresent();
      return new Submitted(same ? Fate.REPEATED : Fate.KEY_REUSED, earlier.eventId());
    }
    return new Submitted(
        receipt instanceof Receipt.Outdated ? Fate.OUTDATED : Fate.STORED, occurrence.id());
  }
}
