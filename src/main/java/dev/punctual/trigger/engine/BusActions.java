package dev.punctual.trigger.engine;

import dev.punctual.bus.Bus;
import dev.punctual.trigger.api.RunnerApi;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import dev.punctual.trigger.api.RunnerApi.PlaceCall;
import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.domain.ActionSpec;
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
    Duration patience = live.definition.spec().timeout().plus(GRACE);
    return live.definition.spec().action().type() == ActionSpec.Type.CALL
        ? bus.request(RunnerApi.PLACE_CALL.within(patience.plus(GRACE)), call(live))
        : bus.request(RunnerApi.RUN.within(patience), run(live));
  }

  private static RunAttempt run(Live live) {
    Definition definition = live.definition;
    return new RunAttempt(
        live.occurrence.id(),
        definition.spec().action(),
        live.payload(),
        definition.signingSecrets(),
        definition.spec().timeout(),
        live.attempts.size() + 1);
  }

  private static PlaceCall call(Live live) {
    return new PlaceCall(
        live.occurrence.tenant(),
        live.occurrence.triggerId().orElse(""),
        live.occurrence.id(),
        live.definition.spec().timeout(),
        live.attempts.size() + 1);
  }
}
