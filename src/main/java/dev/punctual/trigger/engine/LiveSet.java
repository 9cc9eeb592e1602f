package dev.punctual.trigger.engine;

import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.engine.Live.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The occurrences in this node's memory, and what is known of the triggers that they belong to. */
final class LiveSet {

  /** The occurrences of one trigger. */
  private static final class Siblings {
    /** Scheduled ones that were not handed to their action yet. */
    final TreeMap<Instant, Live> planned = new TreeMap<>();

    final Deque<Live> waiting = new ArrayDeque<>();
    int running;

    boolean isEmpty() {
      return planned.isEmpty() && waiting.isEmpty() && running == 0;
    }
  }

  private final Map<UUID, Live> all = new HashMap<>();
  private final Map<TriggerKey, Siblings> triggers = new HashMap<>();

  /** Also read by whoever scrapes the metrics. */
  private final Map<State, AtomicInteger> counts = new EnumMap<>(State.class);

  LiveSet() {
    for (State state : State.values()) {
      counts.put(state, new AtomicInteger());
    }
  }

  boolean contains(UUID id) {
    return all.containsKey(id);
  }

  boolean contains(Live live) {
    return all.get(live.occurrence.id()) == live;
  }

  AtomicInteger count(State state) {
    return counts.computeIfAbsent(state, unused -> new AtomicInteger());
  }

  void add(Live live) {
    all.put(live.occurrence.id(), live);
    count(live.state).incrementAndGet();
    siblings(live).ifPresent(siblings -> enter(siblings, live));
  }

  void remove(Live live) {
    all.remove(live.occurrence.id());
    count(live.state).decrementAndGet();
    live.key()
        .ifPresent(
            key ->
                triggers.computeIfPresent(
                    key,
                    (same, siblings) -> {
                      leave(siblings, live);
                      return siblings.isEmpty() ? null : siblings;
                    }));
  }

  void move(Live live, State state) {
    siblings(live).ifPresent(siblings -> leave(siblings, live));
    count(live.state).decrementAndGet();
    live.state = state;
    count(state).incrementAndGet();
    siblings(live).ifPresent(siblings -> enter(siblings, live));
  }

  private Optional<Siblings> siblings(Live live) {
    return live.key().map(key -> triggers.computeIfAbsent(key, unused -> new Siblings()));
  }

  private static void enter(Siblings siblings, Live live) {
    switch (live.state) {
      case PLANNED -> {
        if (live.occurrence.source() == Source.SCHEDULED) {
          siblings.planned.put(live.occurrence.scheduledFor(), live);
        }
      }
      case WAITING -> siblings.waiting.add(live);
      case RUNNING, RETRYING -> siblings.running++;
    }
  }

  private static void leave(Siblings siblings, Live live) {
    switch (live.state) {
      case PLANNED -> siblings.planned.remove(live.occurrence.scheduledFor(), live);
      case WAITING -> siblings.waiting.remove(live);
      case RUNNING, RETRYING -> siblings.running--;
    }
  }

  int running(Live live) {
    return siblings(live).map(siblings -> siblings.running).orElse(0);
  }

  int waiting(Live live) {
    return siblings(live).map(siblings -> siblings.waiting.size()).orElse(0);
  }

  /** Whether a later firing of its trigger is due as well. */
  boolean laterOneIsDue(Live live, Instant now) {
    return siblings(live)
        .map(siblings -> siblings.planned.higherKey(live.occurrence.scheduledFor()))
        .filter(later -> !later.isAfter(now))
        .isPresent();
  }

  /** Who has waited longest for a run of this trigger to end. */
  Optional<Live> nextWaiting(TriggerKey key) {
    return Optional.ofNullable(triggers.get(key))
        .filter(siblings -> siblings.running == 0)
        .map(siblings -> siblings.waiting.peek());
  }

  Collection<Live> where(Predicate<Live> condition) {
    return all.values().stream().filter(condition).toList();
  }

  /** The triggers that something is planned of, with the latest version that planned it. */
  Map<TriggerKey, Long> plannedTriggers() {
    Map<TriggerKey, Long> versions = new HashMap<>();
    triggers.forEach(
        (key, siblings) ->
            siblings
                .planned
                .values()
                .forEach(live -> versions.merge(key, live.occurrence.version(), Math::max)));
    return versions;
  }

  /** Those of one trigger that were not handed to their action. */
  List<Live> notStarted(TriggerKey key) {
    List<Live> found = new ArrayList<>();
    Optional.ofNullable(triggers.get(key))
        .ifPresent(
            siblings -> {
              found.addAll(siblings.planned.values());
              found.addAll(siblings.waiting);
            });
    return found;
  }
}
