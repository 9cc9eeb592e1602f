package dev.punctual.app;

import dev.punctual.bus.Bus;
import dev.punctual.time.Timers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The first step of a stop in a cluster: while all still runs, the others cease to count on it. */
final class Withdrawal {
  /** Until every member has heard who serves what. */
  private static final Duration HEARSAY = Duration.ofSeconds(1);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration LIMIT = HEARSAY.plus(ANSWER_LIMIT).plusSeconds(1);

  private Withdrawal() {}

  /**
   * Returns when this node has answered what others have asked it, or has had its time for that.
   */
  static void of(Platform platform, Bus bus, Timers timers) {
    if (platform.vertx().isClustered()) {
      platform.withdraw();
      Future<Void> heard = Future.future(done -> timers.once(HEARSAY, done::complete));
      Blocking.await("answering other nodes", LIMIT, heard.compose(told -> answered(bus)));
    }
  }

  private static Future<Void> answered(Bus bus) {
    return bus.quiet().timeout(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS).otherwiseEmpty();
  }
}
