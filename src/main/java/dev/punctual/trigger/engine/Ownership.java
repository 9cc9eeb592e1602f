package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Shards;
import dev.punctual.trigger.engine.ShardStore.Heartbeat;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which shards are this node's. One heartbeat renews what it has, takes its fair part of what is
 * free, and gives away what is more than that. A node fires only while it is certain of its lease,
 * by its own monotonic clock; the lease in the database ends later.
 */
final class Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  private final ShardStore store;
  private final EngineTime time;
  private final Duration lease;
  private final String node;
  private final Owner owner;
  private final Map<Integer, Shard> shards = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();

  /** Also read by whoever scrapes the metrics. */
  private volatile long certainUntil;

  private boolean stopped;
  private boolean left;
  private Future<Void> heartbeat = Future.succeededFuture();

  /** Hears what becomes its own and what no longer is. */
  interface Owner {
    /**
     * Loads what there is of these shards; when it is done they are opened for firing.
     *
     * @param taken with the time until which their owner before may have fired
     */
    Future<Void> gained(List<Shard> taken);

    void lost(Collection<Integer> shards);

    /** So many of them were not given away: another node took them. */
    void robbed(int shards);

    /** Succeeds as soon as everything that ended of shards that were lost is written. */
    Future<Void> settled(Collection<Integer> shards);

    /** Whether something of the shard is with a runner right now. */
    boolean isRunning(int shard);
  }

  Ownership(ShardStore store, EngineTime time, Duration lease, String node, Owner owner) {
    this.store = store;
    this.time = time;
    this.lease = lease;
    this.node = node;
    this.owner = owner;
    this.certainUntil = time.nanos();
  }

  /** One heartbeat; none after the farewell, which would be taken back by it. */
  Future<Void> runOnce() {
    if (left) {
      return Future.succeededFuture();
    }
    long asked = time.nanos();
    Future<ShardStore.Heartbeat> answer = store.heartbeat(node, lease);
    heartbeat = answer.mapEmpty();
    return answer.compose(
        heartbeat -> {
          time.heard(heartbeat.now(), asked);
          // Counted from the question: the lease in the database began later, and so ends
          // later.
          certainUntil = asked + lease.toNanos();
          keep(heartbeat);
          return gain(unknown(heartbeat)).compose(known -> balance(heartbeat.nodes()));
        });
  }

  private void keep(Heartbeat heartbeat) {
    if (left) {
      return;
    }
    Map<Integer, Long> epochs = new HashMap<>();
    heartbeat.kept().forEach(shard -> epochs.put(shard.number(), shard.epoch()));
    List<Integer> lost =
        shards.values().stream()
            .filter(shard -> !Long.valueOf(shard.epoch()).equals(epochs.get(shard.number())))
            .map(Shard::number)
            .toList();
    if (!lost.isEmpty()) {
      LOG.atWarn().addKeyValue("shards", lost.size()).log("Shards were taken over by another node");
      owner.robbed(lost.size());
      forget(lost);
    }
  }

  /**
   * What is this node's although it does not know: the answer to its claim was lost. Its owner
   * before may have fired until now, for all that is known.
   */
  private List<Shard> unknown(Heartbeat heartbeat) {
    return heartbeat.kept().stream()
        .filter(shard -> !stopped && !shards.containsKey(shard.number()))
        .map(shard -> new Shard(shard.number(), shard.epoch(), Optional.of(heartbeat.now())))
        .toList();
  }

  private void forget(Collection<Integer> lost) {
    lost.forEach(
        shard -> {
          shards.remove(shard);
          open.remove(shard);
        });
    owner.lost(lost);
  }

  private Future<Void> balance(int nodes) {
    int fair = (Shards.COUNT + nodes - 1) / nodes;
    if (stopped) {
      return Future.succeededFuture();
    }
    if (shards.size() > fair) {
      return giveAway(shards.size() - fair);
    }
    if (shards.size() == Shards.COUNT) {
      return Future.succeededFuture();
    }
    return store.claim(node, lease, fair - shards.size()).compose(this::gain);
  }

  private Future<Void> gain(List<Shard> taken) {
    if (taken.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.atInfo().addKeyValue("shards", taken.size()).log("Took over shards");
    taken.forEach(shard -> shards.put(shard.number(), shard));
    return owner
        .gained(taken)
        .onSuccess(loaded -> taken.forEach(this::open))
        .onFailure(
            failure -> {
              // Not loaded is not owned: the next heartbeat must not take it for known.
              List<Integer> numbers = taken.stream().map(Shard::number).toList();
              forget(numbers);
              store.release(node, numbers);
            });
  }

  private void open(Shard shard) {
    if (shard.equals(shards.get(shard.number()))) {
      open.add(shard.number());
    }
  }

  /**
   * Only what is quiet just now, and only when it is written how it ended: an outcome that comes
   * after the handover would be lost.
   */
  private Future<Void> giveAway(int surplus) {
    List<Integer> quiet =
        shards.keySet().stream()
            .filter(shard -> !owner.isRunning(shard))
            .sorted((a, b) -> Integer.compare(b, a))
            .limit(surplus)
            .toList();
    if (quiet.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.atInfo().addKeyValue("shards", quiet.size()).log("Giving shards to another node");
    forget(quiet);
    return owner
        .settled(quiet)
        .compose(
            settled -> store.release(node, quiet.stream().filter(shard -> !owns(shard)).toList()));
  }

  /** Whether a shard's occurrences may be fired at this very moment. */
  boolean mayFire(int shard) {
    return open.contains(shard) && time.nanos() < certainUntil;
  }

  boolean isCertain() {
    return time.nanos() < certainUntil;
  }

  /** What this node plans and times. */
  List<Shard> opened() {
    List<Shard> mine = new ArrayList<>();
    open.forEach(number -> mine.add(shards.get(number)));
    return mine;
  }

  int count() {
    return shards.size();
  }

  boolean owns(int shard) {
    return shards.containsKey(shard);
  }

  long epoch(int shard) {
    Shard owned = shards.get(shard);
    return owned == null ? -1 : owned.epoch();
  }

  /** No shard is taken any more. */
  void stop() {
    stopped = true;
  }

  Future<Void> leave() {
    left = true;
    return heartbeat
        .timeout(lease.toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .compose(ended -> store.leave(node));
  }
}
