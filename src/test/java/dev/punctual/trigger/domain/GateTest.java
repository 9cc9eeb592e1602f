package dev.punctual.trigger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.trigger.domain.Gate.Decision;
import dev.punctual.trigger.domain.Gate.Facts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private final Gate gate = new Gate(Duration.ofSeconds(1), 3);

  @ParameterizedTest
  @CsvSource({
    // source, overlap, misfire, late ms, must run, later due, running, waiting, decision
    "SCHEDULED, SKIP, FIRE_ONCE, 0, false, false, 0, 0, Run",
    "SCHEDULED, SKIP, FIRE_ONCE, 0, false, false, 1, 0, Skip",
    "SCHEDULED, QUEUE, FIRE_ONCE, 0, false, false, 1, 0, Wait",
    "SCHEDULED, QUEUE, FIRE_ONCE, 0, false, false, 1, 1, Skip",
    "SCHEDULED, ALLOW, FIRE_ONCE, 0, false, false, 5, 0, Run",
    "API, ALLOW, FIRE_ONCE, 0, false, false, 5, 0, Run",
    "API, SKIP, FIRE_ONCE, 0, false, false, 1, 0, Skip",
    // exactly at the threshold is not missed
    "SCHEDULED, SKIP, SKIP, 1000, false, false, 0, 0, Run",
    "SCHEDULED, SKIP, SKIP, 1001, false, false, 0, 0, Skip",
    "SCHEDULED, SKIP, FIRE_ONCE, 1001, false, false, 0, 0, Run",
    "SCHEDULED, SKIP, FIRE_ONCE, 1001, false, true, 0, 0, Skip",
    "SCHEDULED, SKIP, FIRE_ONCE, 1000, false, true, 0, 0, Run",
    "SCHEDULED, SKIP, FIRE_ALL, 99999, false, true, 0, 0, Run",
    // what may have run already, or stands for what was missed, is not judged again
    "SCHEDULED, SKIP, SKIP, 99999, true, true, 0, 0, Run",
    // what is made up for waits for its turn, so many of them
    "SCHEDULED, SKIP, SKIP, 99999, true, true, 1, 0, Wait",
    "SCHEDULED, SKIP, FIRE_ONCE, 1001, false, false, 1, 0, Wait",
    "SCHEDULED, SKIP, FIRE_ALL, 1001, false, true, 1, 2, Wait",
    "SCHEDULED, SKIP, FIRE_ALL, 1001, false, true, 1, 3, Skip",
    "SCHEDULED, QUEUE, FIRE_ALL, 1001, false, true, 1, 1, Wait",
    "SCHEDULED, ALLOW, FIRE_ALL, 1001, false, true, 1, 0, Run",
    "API, SKIP, FIRE_ONCE, 99999, true, false, 1, 0, Skip",
    // payloads are never missed
    "API, ALLOW, SKIP, 99999, false, false, 0, 0, Run",
    // somebody asked for this very run
    "MANUAL_TEST, SKIP, SKIP, 99999, false, false, 1, 1, Run",
    "REPLAY, QUEUE, SKIP, 99999, false, false, 1, 1, Run",
  })
  void decides(
      Source source,
      Overlap overlap,
      Misfire misfire,
      long lateMillis,
      boolean mustRun,
      boolean laterOneIsDue,
      int running,
      int waiting,
      String expected) {
    Decision decision =
        gate.decide(
            new Facts(
                source,
                overlap,
                misfire,
                Duration.ofMillis(lateMillis),
                mustRun,
                laterOneIsDue,
                running,
                waiting));
    assertThat(decision.getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void whatDoesNotRunSaysWhy() {
    Decision decision =
        gate.decide(
            new Facts(
                Source.SCHEDULED,
                Overlap.SKIP,
                Misfire.SKIP,
                Duration.ofMinutes(1),
                false,
                false,
                0,
                0));
    assertThat(decision)
        .isEqualTo(
            new Decision.Skip(
                new WhyNot(
                    WhyNot.Cause.MISSED, "missed: nobody could fire it in time (misfire: skip)")));
  }
}
