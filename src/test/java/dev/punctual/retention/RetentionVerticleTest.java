package dev.punctual.retention;

import static dev.punctual.testkit.Futures.await;
import static dev.punctual.testkit.Futures.awaitFailure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.config.Config;
import dev.punctual.testkit.LoggedEvent;
import dev.punctual.testkit.TestClock;
import dev.punctual.testkit.TestEventLog;
import dev.punctual.testkit.TestTimers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionVerticleTest {
  private static final Instant START = Instant.parse("2026-11-25T19:40:00Z");
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final TestEventLog log = new TestEventLog();
  private final TestClock clock = new TestClock(START);
  private final TestTimers timers = new TestTimers();
  private final RetentionVerticle verticle =
      new RetentionVerticle(
          log.database(),
          timers,
          clock,
          new SimpleMeterRegistry(),
          new Config.Retention(
              Duration.ofHours(2), Duration.ofDays(2), Duration.ofMinutes(30), PERIOD));

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void whenItHasStartedThereIsSomewhereToLogTo() {
    await(log.vertx().deployVerticle(verticle));
    log.insert(LoggedEvent.at(START));
  }

  @Test
  void failsToStartWhereNothingCanBeLogged() {
    log.execute("DROP TABLE trigger.event_active CASCADE");
    assertThat(awaitFailure(log.vertx().deployVerticle(verticle))).isNotNull();
  }

  @Test
  void aPassFollowsAPassAndNeverOverlapsIt() {
    await(log.vertx().deployVerticle(verticle));
    for (int pass = 0; pass < 3; pass++) {
      Awaitility.await().until(() -> timers.pending() == 1);
      clock.advance(Duration.ofHours(1));
      timers.fire();
    }
    Awaitility.await().until(() -> timers.pending() == 1);
    log.insert(LoggedEvent.at(clock.instant().plus(Duration.ofHours(2))));
  }

  @Test
  void isUnwellWhenPassesFailForFourPeriodsAndWellAgainAfterAGoodOne() {
    String id = await(log.vertx().deployVerticle(verticle));
    Awaitility.await().until(() -> timers.pending() == 1);
    await(verticle.check());
    log.execute("ALTER TABLE trigger.tally_progress RENAME TO elsewhere");
    clock.advance(PERIOD.multipliedBy(5));
    timers.fire();
    Awaitility.await().until(() -> timers.pending() == 1);
    assertThat(awaitFailure(verticle.check())).hasMessageContaining("retention");
    log.execute("ALTER TABLE trigger.elsewhere RENAME TO tally_progress");
    timers.fire();
    Awaitility.await().until(() -> timers.pending() == 1);
    await(verticle.check());
    await(log.vertx().undeploy(id));
  }
}
