package dev.punctual.trigger.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.punctual.config.Config;
import dev.punctual.time.Timers;
import dev.punctual.trigger.domain.Gate;
import dev.punctual.trigger.domain.Gate.Decision;
import dev.punctual.trigger.domain.Gate.Facts;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TimingWheel;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.EngineApi.Changed;
import dev.punctual.trigger.engine.Live.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands occurrences over when they are due: a timing wheel driven by one timer, and the gate. What
 * is due but may not be fired right now (its shard is not certainly this node's, the recorder or
 * the runners are at their limit) is held, in order, and fired as soon as it may.
 */
final class Timing implements Runs.Wheel {
  private static final Duration HELD_LOOK = Duration.ofMillis(20);
  private static final long NOTABLE_STEP_MILLIS = 100;

  /** Of a herd so many are fired in one go, then others may use the event loop for a moment. */
  private static final int SLICE = 2_000;

  private static final Duration BREATH = Duration.ofMillis(1);

  private static final Duration REMEMBER = Duration.ofMinutes(2);
  private static final int REMEMBERED = 100_000;

  private final EngineTime time;
  private final Timers timers;
  private final Recorder recorder;
  private final Config.Trigger config;
  private final Gate gate;
  private final TenantRates rates;
  private final LiveSet lives;
  private final Runs runs;
  private final IntPredicate mayFire;
  private final TimingWheel<Live> wheel;
  private final Deque<Live> due = new ArrayDeque<>();

  /** Changes of late: a plan that was made before one may be told after it. */
  private final Cache<TriggerKey, Changed> changes =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBER).build();

  private Timers.@Nullable Timer timer;
  private long timerDue = Long.MAX_VALUE;
  private boolean lookingAgain;
  private boolean breathing;
  private boolean fullRunners;
  private boolean stopped;

  /** What the timing works with. */
  record Tools(
      EngineTime time, Timers timers, Actions actions, Recorder recorder, EngineMetrics metrics) {}

  /**
   * Times occurrences.
   *
   * @param mayFire whether a shard is certainly this node's at this moment
   */
  Timing(Tools tools, Config.Trigger config, LiveSet lives, IntPredicate mayFire) {
    this.time = tools.time();
    this.timers = tools.timers();
    this.recorder = tools.recorder();
    this.config = config;
    this.gate = new Gate(config.misfireAfter(), config.misfireLimit());
    this.rates = new TenantRates(config.tenantRate());
    this.lives = lives;
    this.runs =
        new Runs(
            lives,
            tools.actions(),
            tools.recorder(),
            tools.time(),
            tools.timers(),
            tools.metrics(),
            this);
    this.mayFire = mayFire;
    this.wheel = new TimingWheel<>(time.now().toEpochMilli());
  }

  /** Takes charge of a stored occurrence; one that is known already is left alone. */
  void take(Live live) {
    if (lives.contains(live.occurrence.id()) || isOutdated(live)) {
      return;
    }
    if (live.firedAt != null) {
      // It goes on: nothing that is due after it is to begin beside it.
      live.state = State.RETRYING;
    }
    lives.add(live);
    wake(live, live.occurrence.due());
  }

  private boolean isOutdated(Live live) {
    return live.occurrence.source() == Source.SCHEDULED
        && !live.mustRun
        && live.key()
            .map(changes::getIfPresent)
            .filter(change -> isObsolete(live, change))
            .isPresent();
  }

  private static boolean isObsolete(Live live, Changed change) {
    return live.occurrence.version() < change.version()
        && live.occurrence.scheduledFor().isAfter(change.at());
  }

  @Override
  public void wake(Live live, Instant at) {
    // Never early: what is left of a millisecond is waited for.
    live.entry = wheel.add(at.plusNanos(999_999).toEpochMilli(), live);
    arm();
  }

  @Override
  public void roomForMore() {
    if (fullRunners) {
      drain();
    }
  }

  /** Looks at what is due. */
  void tick() {
    timer = null;
    timerDue = Long.MAX_VALUE;
    wheel.advance(time.now().toEpochMilli(), due::add);
    drain();
    arm();
  }

  /** The time may have been set: what was due by then may not be due any more, or long since. */
  void followTheTime() {
    long now = time.now().toEpochMilli();
    if (wheel.time() - now > NOTABLE_STEP_MILLIS) {
      wheel.setBack(now);
      List<Live> held = List.copyOf(due);
      due.clear();
      held.forEach(live -> wake(live, live.occurrence.due()));
    }
    timerDue = Long.MAX_VALUE;
    arm();
  }

  private void arm() {
    OptionalLong next = wheel.next();
    if (stopped || next.isEmpty() || next.getAsLong() >= timerDue) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    timerDue = next.getAsLong();
    long delay = timerDue - time.now().toEpochMilli();
    timer = timers.once(Duration.ofMillis(Math.max(1, delay)), this::tick);
  }

  private void drain() {
    Deque<Live> held = new ArrayDeque<>();
    fullRunners = false;
    int fired = 0;
    while (!due.isEmpty() && !stopped && fired < SLICE) {
      Live live = due.poll();
      if (!lives.contains(live)) {
        continue;
      }
      if (mustHold(live)) {
        held.add(live);
      } else {
        fire(live);
        fired++;
      }
    }
    boolean more = !due.isEmpty();
    while (!held.isEmpty()) {
      due.addFirst(held.pollLast());
    }
    if (more) {
      breathe();
    } else if (!due.isEmpty() && !lookingAgain) {
      lookingAgain = true;
      timers.once(HELD_LOOK, this::lookAgain);
    }
  }

  private void breathe() {
    if (!breathing && !stopped) {
      breathing = true;
      timers.once(
          BREATH,
          () -> {
            breathing = false;
            drain();
          });
    }
  }

  private void lookAgain() {
    lookingAgain = false;
    drain();
  }

  private boolean mustHold(Live live) {
    if (!mayFire.test(live.occurrence.shard()) || recorder.isFull()) {
      return true;
    }
    boolean noRoom = Runs.needsRunner(live) && runs.underWay() >= config.runningLimit();
    fullRunners |= noRoom;
    return noRoom;
  }

  private void fire(Live live) {
    if (live.whyNot.isPresent()) {
      runs.skip(live, live.whyNot.get());
      return;
    }
    if (live.state == State.RETRYING) {
      runs.start(live);
      return;
    }
    if (!live.admitted) {
      live.admitted = true;
      Duration wait = rates.take(live.occurrence.tenant(), time.nanos());
      if (!wait.isZero()) {
        wake(live, time.now().plus(wait));
        return;
      }
    }
    Decision decision = gate.decide(facts(live));
    if (decision instanceof Decision.Skip skip) {
      runs.skip(live, skip.why());
    } else if (decision instanceof Decision.Wait wait) {
      wait.note().ifPresent(live::remark);
      lives.move(live, State.WAITING);
    } else if (decision instanceof Decision.Run run) {
      run.note().ifPresent(live::remark);
      runs.start(live);
    }
  }

  private Facts facts(Live live) {
    Instant now = time.now();
    TriggerSpec spec = live.definition.spec();
    return new Facts(
        live.occurrence.source(),
        spec.overlap(),
        spec.misfire(),
        Duration.between(live.occurrence.scheduledFor(), now),
        live.mustRun,
        lives.laterOneIsDue(live, now),
        lives.running(live),
        lives.waiting(live));
  }

  /**
   * Stops firing what a change made obsolete: its planned occurrences are gone from the database.
   */
  void changed(Changed change) {
    TriggerKey key = new TriggerKey(change.tenant(), change.id());
    changes.put(key, change);
    for (Live live : lives.notStarted(key)) {
      if (isPlanned(live) && isObsolete(live, change)) {
        drop(live);
      } else if (change.gone()) {
        live.whyNot = Optional.of(Definition.whyGone(live.occurrence));
      }
    }
  }

  /**
   * Stops firing what is going to be planned by a later version, whether its change came by yet.
   */
  void supersede(TriggerKey key, long version, Instant from) {
    lives.notStarted(key).stream()
        .filter(live -> isPlanned(live) && live.occurrence.version() < version)
        .filter(live -> !live.occurrence.scheduledFor().isBefore(from))
        .forEach(this::drop);
  }

  private static boolean isPlanned(Live live) {
    return live.occurrence.source() == Source.SCHEDULED
        && live.state == State.PLANNED
        && !live.mustRun;
  }

  /** The triggers that something is planned of, with the latest version that planned it. */
  Map<TriggerKey, Long> plannedTriggers() {
    return lives.plannedTriggers();
  }

  /** Lets go of what another node has, or will have. */
  void lose(Collection<Integer> shards) {
    lives.where(live -> shards.contains(live.occurrence.shard())).forEach(this::drop);
  }

  private void drop(Live live) {
    if (live.entry != null) {
      live.entry.cancel();
    }
    lives.remove(live);
    live.trace.end("dropped");
  }

  /** Occurrences that wait for their time: what planning ahead costs in memory. */
  int planned() {
    return wheel.size() + due.size();
  }

  /** For how long the oldest of those that are due has been held back. */
  Duration heldFor() {
    Live oldest = due.peek();
    return oldest == null ? Duration.ZERO : Duration.between(oldest.occurrence.due(), time.now());
  }

  boolean isRunning(int shard) {
    return !lives
        .where(live -> live.occurrence.shard() == shard && live.state == State.RUNNING)
        .isEmpty();
  }

  int running() {
    return lives.count(State.RUNNING).get();
  }

  /** Nothing is fired any more; what runs may end. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
