package dev.punctual.bench;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.Schedule;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.ScheduleSpec.DstGap;
import dev.punctual.trigger.domain.ScheduleSpec.DstOverlap;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The next firing of a cron expression in a zone whose clocks are changed, one after the other for
 * years, beside cron-utils.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CronBenchmark {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

  /** Of five fields, one of them in the hour of the changes, and of six. */
  @Param({"*/15 9-17 * * MON-FRI", "30 2 * * *", "*/10 * 8-18 * * MON-FRI"})
  public String expression = "";

  private Schedule schedule = Schedule.of(ScheduleSpec.at(START));
  private ExecutionTime peer = ExecutionTime.forCron(parser(CronType.UNIX).parse("* * * * *"));
  private Instant last = START;
  private ZonedDateTime peersLast = START.atZone(ZONE);

  @Setup
  public void parse() {
    schedule =
        Schedule.of(ScheduleSpec.cron(expression, ZONE.getId(), DstGap.SHIFT, DstOverlap.FIRST));
    boolean seconds = expression.chars().filter(c -> c == ' ').count() > 4;
    peer =
        ExecutionTime.forCron(
            parser(seconds ? CronType.SPRING53 : CronType.UNIX).parse(expression));
  }

  @Benchmark
  public Optional<Due> punctual() {
    Optional<Due> next = schedule.next(last);
    last = next.map(Due::scheduledFor).filter(END::isAfter).orElse(START);
    return next;
  }

  @Benchmark
  public Optional<ZonedDateTime> cronUtils() {
    Optional<ZonedDateTime> next = peer.nextExecution(peersLast);
    peersLast = next.filter(at -> at.toInstant().isBefore(END)).orElseGet(() -> START.atZone(ZONE));
    return next;
  }

  private static CronParser parser(CronType type) {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
