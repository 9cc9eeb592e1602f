package dev.punctual.trigger.engine;

import dev.punctual.bus.Bus;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import io.vertx.core.Future;
import java.time.Duration;

/** Hands attempts to the runners, wherever they are. */
final class BusActions implements Actions {
  /** The runner ends an attempt at its timeout; a runner that says nothing for longer is gone. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Bus bus;

  BusActions(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Future<AttemptResult> attempt(Live live) {
    Definition definition = live.definition;
    RunAttempt attempt =
        new RunAttempt(
            live.occurrence.id(),
            definition.spec().action(),
            live.payload(),
            definition.signingSecrets(),
            definition.spec().timeout(),
            live.attempts.size() + 1);
    return bus.request(RunnerApi.RUN.within(definition.spec().timeout().plus(GRACE)), attempt);
  }
}
