package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.problem.ProblemType;
import dev.punctual.time.Timers;
import dev.punctual.trigger.api.HookApi;
import dev.punctual.trigger.api.HookApi.AcceptPayload;
import io.vertx.core.Future;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code /hooks/{token}}: thousands a second come in here, so a payload is only known to be JSON
 * and passed on as it came. Its Idempotency-Key belongs to the event, not to this answer.
 */
final class HookRoutes implements Routes {
  static final String ACCEPT = "acceptPayload";

  /** As many as a Trigger Service takes at once. */
  private static final int UNDER_WAY = 2_000;

  /** Each keeps a connection, and of its request the head. */
  private static final int REFUSALS_PAUSING = 8_000;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final Bus bus;
  private final Admission admission;

  HookRoutes(Bus bus, Admission admission) {
    this.bus = bus;
    this.admission = admission;
  }

  /** What a node lets in, over all its servers. */
  static Admission admission(Timers timers) {
    return new Admission(UNDER_WAY, REFUSALS_PAUSING, timers);
  }

  @Override
  public Map<String, ApiHandler> handlers() {
    return Map.of(ACCEPT, this::accept);
  }

  private Future<ApiResponse> accept(ApiRequest request) {
    String token = request.require("token");
    if (!TOKEN.matcher(token).matches()) {
      throw ProblemType.NOT_FOUND.because("No trigger has this address.");
    }
    AcceptPayload message =
        new AcceptPayload(token, ExactJson.text(request.body()), request.find(Idempotency.HEADER));
    return admission.hold(bus.request(HookApi.ACCEPT_PAYLOAD, message)).map(FiringRoutes::accepted);
  }
}
