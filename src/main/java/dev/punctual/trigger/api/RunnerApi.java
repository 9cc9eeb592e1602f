package dev.punctual.trigger.api;

import dev.punctual.bus.Address;
import dev.punctual.trigger.domain.ActionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs one attempt of an action. The answer is a result also where the action failed; a failure of
 * the request itself ({@code unavailable}, {@code overloaded}) means that it is not known whether
 * the action ran. To be asked {@code within} the attempt's timeout and a little more.
 */
public final class RunnerApi {
  public static final Address<RunAttempt, AttemptResult> RUN =
      Address.of("trigger.run", RunAttempt.class, AttemptResult.class);

  /** Served by call scheduling, which alone knows whom to call. */
  public static final Address<PlaceCall, AttemptResult> PLACE_CALL =
      Address.of("trigger.place-call", PlaceCall.class, AttemptResult.class);

  private RunnerApi() {}

  /**
   * Asks for one attempt of a planned call.
   *
   * @param callId the id of its trigger
   * @param timeout after which the attempt has failed
   * @param attempt from 1
   */
  public record PlaceCall(
      String tenant, String callId, UUID eventId, Duration timeout, int attempt) {}

  /**
   * Asks for one attempt.
   *
   * @param eventId the {@code webhook-id}, the same on every attempt
   * @param payload JSON, the body
   * @param signingSecrets {@code whsec_…}; each makes a signature
   * @param timeout after which the attempt has failed
   * @param attempt from 1
   */
  public record RunAttempt(
      UUID eventId,
      ActionSpec action,
      Optional<String> payload,
      List<String> signingSecrets,
      Duration timeout,
      int attempt) {
    public RunAttempt {
      signingSecrets = List.copyOf(signingSecrets);
    }
  }

  /**
   * How an attempt went.
   *
   * @param retriable whether another attempt may succeed; false where {@code error} is empty
   * @param retryAfter how long the endpoint asks to be left alone
   * @param statusCode what the endpoint answered
   * @param result JSON
   * @param error why it failed; empty for success
   */
  public record AttemptResult(
      boolean retriable,
      Optional<Duration> retryAfter,
      Optional<Integer> statusCode,
      Optional<String> result,
      Optional<String> error) {

    public boolean succeeded() {
      return error.isEmpty();
    }
  }
}
