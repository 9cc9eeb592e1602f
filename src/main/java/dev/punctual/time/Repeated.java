package dev.punctual.time;

import io.vertx.core.AsyncResult;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/**
 * Work that is done again and again: the log hears once that it fails, with the cause, and once
 * that it succeeds again, however often it is tried in between.
 */
public final class Repeated {
  private final Logger log;
  private final String work;
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param work begins a sentence, as "Planning"
   */
  public Repeated(Logger log, String work) {
    this.log = log;
    this.work = work;
  }

  /** Takes how the work went this time. */
  public void went(AsyncResult<?> outcome) {
    if (outcome.succeeded()) {
      if (failing.compareAndSet(true, false)) {
        log.info("{} succeeds again", work);
      }
    } else if (failing.compareAndSet(false, true)) {
      log.warn("{} fails; it is tried until it succeeds", work, outcome.cause());
    }
  }
}
