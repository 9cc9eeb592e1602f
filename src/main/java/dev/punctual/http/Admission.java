package dev.punctual.http;

import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets requests in while there is room for their work; one for a node. Who comes when there is none
 * is refused by the head of the request, before it costs more, and hears so after a pause: a client
 * that comes back at once costs a connection then, and not the time that the work of others needs.
 *
 * <p>It is the work that takes room, not the request: a body that never arrives takes none, and
 * room is given back when the work ends, whatever has become of the connection. What has been let
 * in before the room was taken may exceed it by a little.
 */
final class Admission implements Handler<RoutingContext> {
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final int room;
  private final int patience;
  private final Timers timers;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger pausing = new AtomicInteger();

  /**
   * Admits.
   *
   * @param room how much work may be under way
   * @param patience how many refusals may wait out their pause; the next one is told at once
   */
  Admission(int room, int patience, Timers timers) {
    this.room = room;
    this.patience = patience;
    this.timers = timers;
  }

  @Override
  public void handle(RoutingContext context) {
    if (underWay.get() < room) {
      context.next();
    } else if (pausing.incrementAndGet() > patience) {
      pausing.decrementAndGet();
      refuse(context);
    } else {
      timers.once(
          PAUSE,
          () -> {
            pausing.decrementAndGet();
            refuse(context);
          });
    }
  }

  /** Work that takes room until it ends. */
  <T> Future<T> hold(Future<T> work) {
    underWay.incrementAndGet();
    return work.onComplete(done -> underWay.decrementAndGet());
  }

  private static void refuse(RoutingContext context) {
    context.fail(
        new Problem(ProblemType.OVERLOADED, "As much as fits is under way.")
            .retryAfter(PAUSE)
            .exception());
  }
}
