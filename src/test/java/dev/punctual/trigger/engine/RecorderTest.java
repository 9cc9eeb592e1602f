package dev.punctual.trigger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.problem.ProblemType;
import dev.punctual.testkit.TurnedTime;
import dev.punctual.trigger.domain.EventIds;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Occurrence;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerKind;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final TurnedTime turned = new TurnedTime(START);
  private final List<Outcome> logged = new ArrayList<>();
  private final List<Integer> groups = new ArrayList<>();
  private final List<Progress> noted = new ArrayList<>();
  private boolean away;
  private String poison = "";
  private int told;

  private final Recorder recorder =
      new Recorder(
          new Log(),
          new EngineTime(turned.clock(), turned::nanos),
          turned,
          Duration.ofMillis(5),
          "node",
          count -> told += count);

  private final class Log implements OutcomeStore {
    @Override
    public Future<Integer> record(String node, List<Outcome> outcomes, Instant now) {
      if (away) {
        return Future.failedFuture(ProblemType.UNAVAILABLE.because("away"));
      }
      boolean bad =
          outcomes.stream().anyMatch(o -> o.result().filter(r -> r.equals(poison)).isPresent());
      if (bad) {
        return Future.failedFuture(new PgException("bad text", "ERROR", "22021", ""));
      }
      groups.add(outcomes.size());
      logged.addAll(outcomes);
      return Future.succeededFuture(outcomes.size());
    }

    @Override
    public Future<Void> note(String node, List<Progress> progress) {
      noted.addAll(progress);
      return Future.succeededFuture();
    }
  }

  @Test
  void oneCommitServesAllThatEndWithinTheWindow() {
    for (int i = 0; i < 100; i++) {
      recorder.add(outcome(i, "r"));
    }
    assertThat(logged).isEmpty();
    turned.pass(Duration.ofMillis(5));
    assertThat(groups).containsExactly(100);
    assertThat(told).isEqualTo(100);
  }

  @Test
  void tellsWhenWhatEndedOfAShardIsWritten() {
    away = true;
    recorder.add(outcome(0, "r"));
    Future<Void> other = recorder.flushed(List.of(63));
    Future<Void> flushed = recorder.flushed(List.of(0, 63));
    turned.pass(Duration.ofSeconds(1));
    assertThat(other.succeeded()).isTrue();
    assertThat(flushed.isComplete()).isFalse();
    away = false;
    turned.pass(Duration.ofSeconds(1));
    assertThat(flushed.succeeded()).isTrue();
  }

  @Test
  void remembersWhatEndedUnderTheSameEpochWhileItIsWatched() {
    away = true;
    recorder.add(outcome(0, "r"));
    Recorder.Watch watch = recorder.watch();
    away = false;
    recorder.add(outcome(1, "r"));
    turned.pass(Duration.ofSeconds(1));
    assertThat(recorder.waiting()).isZero();
    for (int number : new int[] {0, 1}) {
      UUID id = outcome(number, "r").occurrence().id();
      assertThat(watch.holds(id, 1)).isTrue();
      assertThat(watch.holds(id, 2)).as("fenced: it must run again").isFalse();
    }
    assertThat(recorder.watch().holds(outcome(0, "r").occurrence().id(), 1)).isFalse();
  }

  @Test
  void waitsForADatabaseThatIsAwayAndLosesNothing() {
    away = true;
    for (int i = 0; i < 2_500; i++) {
      recorder.add(outcome(i, "r"));
    }
    turned.pass(Duration.ofSeconds(30));
    assertThat(logged).isEmpty();
    assertThat(recorder.waiting()).isEqualTo(2_500);
    away = false;
    turned.pass(Duration.ofSeconds(1));
    assertThat(logged).hasSize(2_500);
    assertThat(recorder.waiting()).isZero();
  }

  @Test
  void whatCannotBeStoredDoesNotKeepTheOthersBack() {
    poison = "poison";
    for (int i = 0; i < 100; i++) {
      recorder.add(outcome(i, i == 42 ? "poison" : "r"));
    }
    turned.pass(Duration.ofSeconds(1));
    assertThat(logged).hasSize(100);
    assertThat(logged)
        .filteredOn(outcome -> outcome.status() == EventStatus.FAILURE)
        .hasSize(1)
        .allSatisfy(
            outcome -> assertThat(outcome.note()).contains("its outcome could not be stored"));
  }

  @Test
  void anEndMakesANoteThatWasNotWrittenPointless() {
    Outcome outcome = outcome(1, "r");
    recorder.note(
        new Progress(outcome.occurrence().id(), 0, 1, START, List.of(), Optional.empty()));
    recorder.add(outcome);
    turned.pass(Duration.ofSeconds(1));
    assertThat(noted).isEmpty();
    assertThat(logged).hasSize(1);
  }

  private static Outcome outcome(int number, String result) {
    Occurrence occurrence =
        Occurrence.fresh(
            EventIds.scheduled("default", "t" + number, START),
            "default",
            Optional.of("t" + number),
            TriggerKind.SCHEDULED,
            0,
            1,
            Source.SCHEDULED,
            START,
            Optional.empty(),
            Optional.empty());
    return new Outcome(
        occurrence,
        1,
        EventStatus.SUCCESS,
        START,
        START,
        List.of(),
        Optional.empty(),
        Optional.of(result),
        Optional.empty(),
        Optional.empty());
  }
}
