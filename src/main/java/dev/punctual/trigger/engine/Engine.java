package dev.punctual.trigger.engine;

import dev.punctual.bus.Address.Done;
import dev.punctual.bus.Bus;
import dev.punctual.bus.Trace;
import dev.punctual.config.Config;
import dev.punctual.postgres.PgDatabase;
import dev.punctual.time.Repeated;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.EventApi;
import dev.punctual.trigger.api.EventApi.EventsLogged;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.WhyNot;
import dev.punctual.trigger.engine.EngineApi.Changed;
import dev.punctual.trigger.engine.EngineApi.Submit;
import dev.punctual.trigger.engine.EngineApi.Submitted;
import dev.punctual.trigger.engine.OccurrenceStore.Found;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the engine, put together; everything here runs on one event loop. */
final class Engine implements Ownership.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration TAKE_AGAIN = Duration.ofMillis(500);

  private final OccurrenceStore occurrences;
  private final Timers timers;
  private final Config.Trigger config;
  private final String node;
  private final EngineTime time;
  private final EngineMetrics metrics;
  private final DefinitionCache definitions;
  private final Recorder recorder;
  private final Ownership ownership;
  private final Timing timing;
  private final Planner planner;
  private final Intake intake;
  private final Repeated heartbeat = new Repeated(LOG, "The heartbeat");
  private final Repeated plans = new Repeated(LOG, "Planning");
  private final Repeated changes = new Repeated(LOG, "Catching up with changes");
  private final Repeated reads = new Repeated(LOG, "Reading definitions");
  private volatile Instant plannedUntil;
  private boolean planning;
  private boolean planAgain;
  private boolean adopting;
  private boolean uncertain;

  /** What the engine is built on. */
  record Surroundings(Bus bus, Timers timers, Clock clock, MeterRegistry meters) {}

  /** Where the engine keeps what must survive. */
  record Stores(
      ShardStore shards, PlanStore plans, OccurrenceStore occurrences, OutcomeStore outcomes) {
    static Stores in(PgDatabase database) {
      return new Stores(
          new PgShardStore(database),
          new PgPlanStore(database),
          new PgOccurrenceStore(database),
          new PgOutcomeStore(database));
    }
  }

  Engine(Stores stores, Surroundings around, Config.Trigger config, String node) {
    this.config = config;
    this.node = node;
    this.timers = around.timers();
    this.occurrences = stores.occurrences();
    LiveSet lives = new LiveSet();
    this.time = new EngineTime(around.clock(), System::nanoTime);
    this.metrics = new EngineMetrics(around.meters(), lives);
    this.definitions = new DefinitionCache(stores.plans());
    this.recorder =
        new Recorder(
            stores.outcomes(),
            time,
            around.timers(),
            config.groupWindow(),
            node,
            count -> around.bus().publish(EventApi.EVENTS_LOGGED, new EventsLogged(count)));
    this.ownership = new Ownership(stores.shards(), time, config.lease(), node, this);
    this.timing =
        new Timing(
            new Timing.Tools(
                time, around.timers(), new BusActions(around.bus()), recorder, metrics),
            config,
            lives,
            ownership::mayFire);
    this.planner =
        new Planner(stores.plans(), definitions, ownership, timing, recorder, time, config, node);
    this.intake =
        new Intake(
            occurrences,
            ownership,
            around.timers(),
            config.groupWindow(),
            node,
            order ->
                takeSurely(
                    List.of(
                        new Found(order.occurrence(), order.definition(), order.traceparent()))),
            () -> uncertain = true);
    this.plannedUntil = time.now();
    metrics.watch(
        ownership::isCertain,
        () -> planner.ahead(plannedUntil),
        () -> Duration.between(time.now(), around.clock().instant()));
  }

  /** One heartbeat: leases, then whatever others have left for this node's shards. */
  Future<Void> beat() {
    return ownership
        .runOnce()
        .onSuccess(renewed -> timing.followTheTime())
        .compose(renewed -> adopt())
        .compose(adopted -> makeCertain())
        // A connection that was cut without a word must not keep the next heartbeat waiting.
        .timeout(config.lease().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(done -> show())
        .onComplete(heartbeat::went);
  }

  private void show() {
    metrics.owns(ownership.count());
    metrics.heldFor(timing.heldFor());
    metrics.unrecorded(recorder.waiting());
    metrics.unstored(intake.waiting());
  }

  /** Plans now; while planning is under way already, once more afterwards. */
  Future<Void> plan() {
    if (planning) {
      planAgain = true;
      return Future.succeededFuture();
    }
    planning = true;
    return planner
        .runOnce()
        .onSuccess(until -> plannedUntil = until)
        .onFailure(failure -> uncertain = true)
        .onComplete(plans::went)
        .onComplete(
            done -> {
              planning = false;
              if (planAgain) {
                planAgain = false;
                plan();
              }
            })
        .mapEmpty();
  }

  Future<Submitted> submit(Submit asked) {
    return intake.submit(asked);
  }

  Future<Done> changed(Changed change) {
    return Trace.outside(() -> follow(change));
  }

  private Future<Done> follow(Changed change) {
    TriggerKey key = new TriggerKey(change.tenant(), change.id());
    definitions.forget(key);
    timing.changed(change);
    // Not waited for: it is told by the answer that the old one does not fire any more.
    plan();
    return Future.succeededFuture(Done.DONE);
  }

  /** Finds out which definitions were changed while no news came. */
  Future<Void> catchUpWithChanges() {
    Map<TriggerKey, Long> planned = timing.plannedTriggers();
    return definitions
        .refresh(planned.keySet())
        .onSuccess(
            now ->
                planned.forEach(
                    (key, version) ->
                        timing.changed(
                            new Changed(
                                key.tenant(),
                                key.id(),
                                now.getOrDefault(key, version + 1),
                                time.now(),
                                !now.containsKey(key)))))
        .onComplete(changes::went)
        .mapEmpty();
  }

  /** Takes notice of what other nodes stored for this node's shards. */
  Future<Void> adopt() {
    List<Shard> shards = ownership.opened();
    if (shards.isEmpty() || adopting) {
      return Future.succeededFuture();
    }
    adopting = true;
    return occurrences
        .adopt(node, shards)
        .compose(this::takeSurely)
        .onFailure(failure -> uncertain = true)
        .onComplete(done -> adopting = false);
  }

  /**
   * A commit whose answer was lost may have stored what nobody has in memory: looks at everything
   * that there is, and takes what is missing.
   */
  private Future<Void> makeCertain() {
    List<Shard> shards = ownership.opened();
    if (!uncertain || shards.isEmpty()) {
      return Future.succeededFuture();
    }
    uncertain = false;
    return load(shards, Map.of()).onFailure(failure -> uncertain = true);
  }

  @Override
  public Future<Void> gained(List<Shard> taken) {
    Map<Integer, Instant> firedUntil = new HashMap<>();
    metrics.tookOver(taken.size());
    taken.forEach(
        shard -> shard.firedUntil().ifPresent(until -> firedUntil.put(shard.number(), until)));
    return load(taken, firedUntil).compose(loaded -> planner.takeOver(taken)).mapEmpty();
  }

  /** Takes charge of what is stored, but for what ends here while it is being read. */
  private Future<Void> load(List<Shard> shards, Map<Integer, Instant> firedUntil) {
    Recorder.Watch ended = recorder.watch();
    return occurrences
        .load(node, shards)
        .compose(found -> take(found, firedUntil, ended))
        .onComplete(done -> ended.close());
  }

  @Override
  public void lost(Collection<Integer> shards) {
    timing.lose(shards);
  }

  @Override
  public void robbed(int shards) {
    metrics.robbed(shards);
  }

  @Override
  public Future<Void> settled(Collection<Integer> shards) {
    return recorder.flushed(shards);
  }

  @Override
  public boolean isRunning(int shard) {
    return timing.isRunning(shard);
  }

  /** What is stored as this node's to run is nobody else's: it is tried until it is in memory. */
  private Future<Void> takeSurely(List<Found> found) {
    Recorder.Watch ended = recorder.watch();
    return take(found, Map.of(), ended)
        .onComplete(done -> ended.close())
        .onComplete(reads::went)
        .onFailure(failure -> timers.once(TAKE_AGAIN, () -> takeSurely(found)));
  }

  /**
   * Takes charge of stored occurrences.
   *
   * @param firedUntil until when the owner before may have fired, by shard: what was due by then
   *     may have reached its action
   * @param ended what has ended since it was read
   */
  private Future<Void> take(
      List<Found> found, Map<Integer, Instant> firedUntil, Recorder.Watch ended) {
    Map<TriggerKey, Long> versions = new HashMap<>();
    found.forEach(
        one ->
            one.occurrence()
                .triggerId()
                .ifPresent(
                    id ->
                        versions.merge(
                            new TriggerKey(one.occurrence().tenant(), id),
                            one.occurrence().version(),
                            Math::max)));
    return definitions
        .atLeast(versions)
        .onSuccess(
            known ->
                found.stream()
                    .filter(one -> !hasEnded(one.occurrence(), ended))
                    .forEach(one -> take(one, known, firedUntil)))
        .mapEmpty();
  }

  private boolean hasEnded(Occurrence occurrence, Recorder.Watch ended) {
    return ended.holds(occurrence.id(), ownership.epoch(occurrence.shard()));
  }

  private void take(
      Found found, Map<TriggerKey, Definition> known, Map<Integer, Instant> firedUntil) {
    Occurrence occurrence = found.occurrence();
    if (!ownership.owns(occurrence.shard())) {
      return;
    }
    Optional<Definition> definition =
        occurrence
            .triggerId()
            .map(id -> Optional.ofNullable(known.get(new TriggerKey(occurrence.tenant(), id))))
            .orElseGet(() -> found.definition().map(Definition::unstored));
    boolean mayHaveCalled = mayHaveCalled(occurrence, definition, firedUntil);
    boolean mustRun =
        occurrence.firedAt().isPresent()
            || occurrence.source() != Source.SCHEDULED
            || mayHaveCalled;
    Optional<WhyNot> whyNot =
        definition.isEmpty() ? Optional.of(Definition.whyGone(occurrence)) : Optional.empty();
    Live live =
        new Live(
            occurrence,
            definition.orElseGet(() -> Definition.gone(occurrence)),
            ownership.epoch(occurrence.shard()),
            mustRun,
            whyNot,
            found.traceparent());
    if (occurrence.firedAt().isPresent() && occurrence.nextAttemptAt().isEmpty()) {
      live.remark("its run was cut off and begins again");
    } else if (mayHaveCalled) {
      live.remark("it may have run before: its node was lost when it was due");
    }
    timing.take(live);
  }

  /** What calls nobody has not happened as long as it is not logged. */
  private boolean mayHaveCalled(
      Occurrence occurrence, Optional<Definition> definition, Map<Integer, Instant> firedUntil) {
    boolean callsOut =
        definition
            .filter(known -> known.spec().action().type() == ActionSpec.Type.HTTP)
            .isPresent();
    return callsOut
        && Optional.ofNullable(firedUntil.get(occurrence.shard()))
            .filter(until -> !occurrence.scheduledFor().isAfter(until))
            .isPresent();
  }

  /** How the engine is; {@code ok} while the wheel may fire and planning is ahead of it. */
  Map<String, Object> report() {
    Duration ahead = planner.ahead(plannedUntil);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ok", ownership.isCertain() && !ahead.isNegative());
    report.put("shards", ownership.count());
    report.put("planned_ahead_ms", ahead.toMillis());
    report.put("planned", timing.planned());
    report.put("running", timing.running());
    report.put("unrecorded", recorder.waiting());
    return report;
  }

  Clock clock() {
    return time;
  }

  int running() {
    return timing.running();
  }

  /** Nothing new is planned, taken over or fired. */
  void stopFiring() {
    ownership.stop();
    timing.stop();
  }

  /** Writes what there is to write, and gives the shards to whoever wants them. */
  Future<Void> leave() {
    return recorder.flushed().compose(written -> ownership.leave());
  }
}
