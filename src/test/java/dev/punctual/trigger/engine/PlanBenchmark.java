package dev.punctual.trigger.engine;

import dev.punctual.config.Config;
import dev.punctual.config.ConfigLoader;
import dev.punctual.trigger.domain.ActionSpec;
import dev.punctual.trigger.domain.Misfire;
import dev.punctual.trigger.domain.Overlap;
import dev.punctual.trigger.domain.RetrySpec;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import dev.punctual.trigger.engine.PlanStore.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What planning computes for one trigger, without the database. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlanBenchmark {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final TriggerKey KEY = new TriggerKey("default", "t");
  private static final Cursor DUE = new Cursor(KEY, 7, 1, NOW.plusSeconds(1), false);
  private static final Cursor MISSED = new Cursor(KEY, 7, 1, NOW.minus(Duration.ofDays(1)), false);

  private final Config.Trigger config = ConfigLoader.load(Optional.empty(), Map.of()).trigger();
  private final Definition everySecond =
      definition(ScheduleSpec.every(Duration.ofSeconds(1), NOW.minus(Duration.ofDays(2))));
  private final Definition minutely =
      definition(ScheduleSpec.cron("* * * * *", "Europe/Berlin", DstGap.SHIFT, DstOverlap.FIRST));

  /** Seven firings. */
  @Benchmark
  public Object everySecond() {
    return Plan.of(DUE, everySecond, NOW, config);
  }

  /** One firing or none. */
  @Benchmark
  public Object cron() {
    return Plan.of(DUE, minutely, NOW, config);
  }

  /** One firing for the 86,399 of a day, and what is due next. */
  @Benchmark
  public Object aMissedDay() {
    return Plan.of(MISSED, everySecond, NOW, config);
  }

  private static Definition definition(ScheduleSpec schedule) {
    return Definition.stored(
        KEY,
        1,
        new TriggerSpec(
            "t",
            TriggerKind.SCHEDULED,
            Optional.of(schedule),
            Optional.empty(),
            ActionSpec.log(),
            Optional.empty(),
            true,
            Duration.ofSeconds(10),
            Overlap.ALLOW,
            Misfire.FIRE_ONCE,
            RetrySpec.DEFAULT,
            Map.of()),
        java.util.List.of());
  }
}
