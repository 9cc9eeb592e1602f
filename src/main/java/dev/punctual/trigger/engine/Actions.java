package dev.punctual.trigger.engine;

import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import io.vertx.core.Future;

/** Where attempts are made. */
@FunctionalInterface
interface Actions {
  /** One attempt; a failure means that it is not known whether the action ran. */
  Future<AttemptResult> attempt(Live live);
}
