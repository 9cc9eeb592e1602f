package dev.punctual.bench;

import dev.punctual.trigger.domain.TimingWheel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The timing wheel while it holds a million items that are due within an hour. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WheelBenchmark {
  private static final int ITEMS = 1_000_000;
  private static final int HOUR_MILLIS = 3_600_000;

  private final SplittableRandom random = new SplittableRandom(42);
  private TimingWheel<Integer> wheel = new TimingWheel<>(0);
  private long now;

  @Setup
  public void fill() {
    wheel = new TimingWheel<>(0);
    now = 0;
    for (int i = 0; i < ITEMS; i++) {
      wheel.add(random.nextInt(HOUR_MILLIS), i);
    }
  }

  /** One millisecond passes, and what was due (0.3 items on average) is due again in an hour. */
  @Benchmark
  public void advanceAMillisecond(Blackhole hole) {
    wheel.advance(
        ++now,
        item -> {
          hole.consume(item);
          wheel.add(now + 1 + random.nextInt(HOUR_MILLIS), item);
        });
  }

  @Benchmark
  public void addAndCancel() {
    wheel.add(now + random.nextInt(HOUR_MILLIS), 0).cancel();
  }
}
