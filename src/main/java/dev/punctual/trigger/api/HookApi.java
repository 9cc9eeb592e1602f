package dev.punctual.trigger.api;

import dev.punctual.bus.Address;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import java.util.Optional;

/**
 * The way in for API triggers. Failures: {@code not_found} (no trigger has the token), {@code
 * trigger_paused}, {@code payload_invalid} with pointers, {@code idempotency_key_reused}, {@code
 * overloaded}.
 */
public final class HookApi {
  public static final Address<AcceptPayload, Accepted> ACCEPT_PAYLOAD =
      Address.of("trigger.hook", AcceptPayload.class, Accepted.class);

  private HookApi() {}

  /**
   * A payload that somebody posted; the answer comes when it is durable.
   *
   * @param token the last part of the webhook's address
   * @param payload JSON as it came
   * @param idempotencyKey the same key of the same trigger is the same event
   */
  public record AcceptPayload(String token, String payload, Optional<String> idempotencyKey) {}
}
