package dev.punctual.trigger.log;

import dev.punctual.config.Config;
import java.time.Instant;

/**
 * Which part of the log is seen at an instant.
 *
 * @param activeAfter what was logged after it is active, what was logged until then is archived
 * @param keptAfter what was logged until then is gone, whether or not it still lies on the disk
 */
record ViewBounds(Instant activeAfter, Instant keptAfter) {
  static ViewBounds at(Instant now, Config.Retention retention) {
    return new ViewBounds(now.minus(retention.active()), now.minus(retention.total()));
  }
}
