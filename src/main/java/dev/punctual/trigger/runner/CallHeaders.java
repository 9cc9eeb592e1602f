package dev.punctual.trigger.runner;

import dev.punctual.trigger.api.RunnerApi.RunAttempt;
import dev.punctual.trigger.runner.CallFailure.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The headers of a call: the customer's, but for those that are not the customer's to set. */
final class CallHeaders {
  /** How the message is framed and where it goes; and what would change the protocol. */
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "expect");

  private static final String RESERVED_PREFIX = "webhook-";
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private CallHeaders() {}

  /**
   * All that a call carries.
   *
   * @param body what is signed; empty if there is none
   * @param now the time of this attempt
   */
  static MultiMap of(RunAttempt attempt, Target target, byte[] body, Instant now) {
    MultiMap headers =
        HttpHeaders.headers()
            .set(HttpHeaders.HOST, target.authority())
            .set(HttpHeaders.USER_AGENT, "punctual")
            .set(HttpHeaders.ACCEPT_ENCODING, "gzip");
    if (body.length > 0) {
      headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
    }
    addCustomers(headers, attempt.action().headers());
    String id = attempt.eventId().toString();
    headers.set("webhook-id", id).set("webhook-timestamp", Long.toString(now.getEpochSecond()));
    if (!attempt.signingSecrets().isEmpty()) {
      headers.set(
          "webhook-signature",
          WebhookSignature.of(id, now.getEpochSecond(), body, attempt.signingSecrets()));
    }
    return headers;
  }

  private static void addCustomers(MultiMap headers, Map<String, String> customers) {
    customers.forEach(
        (name, value) -> {
          if (!isReserved(name)) {
            add(headers, name, value);
          }
        });
  }

  private static void add(MultiMap headers, String name, String value) {
    if (!name.matches(TOKEN)) {
      throw invalid();
    }
    try {
      headers.set(name, value);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static CallFailure invalid() {
    return new CallFailure(Reason.INVALID, "a header has a name or value that HTTP does not know");
  }

  private static boolean isReserved(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return RESERVED.contains(lowerCase) || lowerCase.startsWith(RESERVED_PREFIX);
  }
}
