package dev.punctual.trigger.runner;

import dev.punctual.bus.Json;
import dev.punctual.trigger.api.RunnerApi.AttemptResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What an answer means for the attempt. */
final class Verdict {
  private static final int OK = 200;
  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /** Request timeout, conflict, too early, too many requests: these pass. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429);

  private static final double NANOS_IN_TENTH = 100_000;

  private Verdict() {}

  /** The result of a call, as the log keeps it. */
  private record CallResult(
      int statusCode, double responseTimeMs, String responseBody, boolean truncated) {}

  static AttemptResult on(Answer answer, Instant now) {
    int status = answer.status();
    boolean succeeded = status >= OK && status < REDIRECT;
    boolean retriable = PASSING.contains(status) || status >= SERVER_ERROR;
    return new AttemptResult(
        retriable,
        retriable ? answer.retryAfter().flatMap(v -> RetryAfter.parse(v, now)) : Optional.empty(),
        Optional.of(status),
        Optional.of(json(answer)),
        succeeded ? Optional.empty() : Optional.of(error(status)));
  }

  static AttemptResult on(CallFailure failure) {
    return new AttemptResult(
        failure.reason().retriable(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(failure.sentence()));
  }

  private static String error(int status) {
    boolean redirect = status >= REDIRECT && status < CLIENT_ERROR;
    return "the endpoint answered " + status + (redirect ? "; redirects are not followed" : "");
  }

  private static String json(Answer answer) {
    return Json.write(
        new CallResult(
            answer.status(),
            millis(answer.responseTime()),
            answer.body().text(),
            answer.body().truncated()));
  }

  private static double millis(Duration time) {
    return Math.round(time.toNanos() / NANOS_IN_TENTH) / 10.0;
  }
}
