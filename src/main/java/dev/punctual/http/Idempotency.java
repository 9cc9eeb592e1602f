package dev.punctual.http;

import dev.punctual.bus.Bus;
import dev.punctual.http.OperationSpec.Location;
import dev.punctual.http.OperationSpec.ParameterSpec;
import dev.punctual.problem.Problem;
import dev.punctual.problem.ProblemException;
import dev.punctual.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request with an {@code Idempotency-Key} is carried out at most once; whoever asks again within
 * the time to live gets the first answer, marked {@code Idempotency-Replayed: true}. The same key
 * with another request is {@code idempotency_key_reused}, while the first is running {@code
 * idempotency_in_flight}. A request that was refused gives the key back. One that died with its
 * node, or failed in a way that does not tell whether it was stored, does not: its key answers
 * {@code idempotency_outcome_unknown}.
 */
final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  static final String REPLAYED = "Idempotency-Replayed";

  /** No request takes as long: an import of triggers may take five minutes, all others less. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(6);

  private static final int SERVER_ERROR = 500;

  private final IdempotencyStore store;
  private final Clock clock;
  private final Duration ttl;

  Idempotency(IdempotencyStore store, Clock clock, Duration ttl) {
    this.store = store;
    this.clock = clock;
    this.ttl = ttl;
  }

  Future<ApiResponse> answerOnce(ApiRequest request, ApiHandler handler) {
    Optional<String> key =
        request.operation().keepsAnswers() ? request.find(HEADER) : Optional.empty();
    if (key.isEmpty()) {
      return handler.handle(request);
    }
    String fingerprint = fingerprint(request);
    Instant now = clock.instant();
    return store
        .claim(request.tenant(), key.get(), fingerprint, now, ttl)
        .compose(
            claim -> {
              if (claim.isEmpty()) {
                return carryOut(request, key.get(), handler);
              }
              return replay(claim.get(), fingerprint, now);
            });
  }

  private Future<ApiResponse> carryOut(ApiRequest request, String key, ApiHandler handler) {
    return Future.succeededFuture(request)
        .compose(handler::handle)
        .compose(answer -> remember(request, key, answer))
        .recover(
            failure ->
                settle(request, key, failure)
                    .onFailure(lost -> LOG.warn("An idempotency key could not be settled", lost))
                    .transform(settled -> Future.failedFuture(failure)));
  }

  private Future<Void> settle(ApiRequest request, String key, Throwable failure) {
    return isRefusal(failure)
        ? store.release(request.tenant(), key)
        : store.ended(request.tenant(), key, clock.instant());
  }

  /** Whether nothing was stored; an answer that got lost may have been that of a commit. */
  private static boolean isRefusal(Throwable failure) {
    return failure instanceof ProblemException known
        && (known.type().status() < SERVER_ERROR
            || known.type() == ProblemType.OVERLOADED
            || Bus.reachedNobody(known));
  }

  /** The work is done and stored: an answer that cannot be kept must not turn it into a failure. */
  private Future<ApiResponse> remember(ApiRequest request, String key, ApiResponse answer) {
    return store
        .answered(
            request.tenant(),
            key,
            new IdempotencyStore.Answer(
                answer.status(), answer.headers(), answer.buffered().toString()),
            clock.instant())
        .onFailure(lost -> LOG.warn("The answer to an idempotency key could not be kept", lost))
        .map(answer)
        .otherwise(answer);
  }

  private static Future<ApiResponse> replay(
      IdempotencyStore.Claimed first, String fingerprint, Instant now) {
    if (!first.fingerprint().equals(fingerprint)) {
      return Future.failedFuture(
          ProblemType.IDEMPOTENCY_KEY_REUSED.because(
              "The first request with this key was a different one."));
    }
    return first
        .answer()
        .map(
            answer ->
                Future.succeededFuture(
                    ApiResponse.buffered(
                            answer.status(), answer.headers(), Buffer.buffer(answer.body()))
                        .with(REPLAYED, "true")))
        .orElseGet(() -> Future.failedFuture(unanswered(first, now)));
  }

  private static ProblemException unanswered(IdempotencyStore.Claimed first, Instant now) {
    Duration age = Duration.between(first.since(), now);
    Duration remaining = LONGEST_REQUEST.minus(age);
    if (first.ended() || remaining.compareTo(Duration.ZERO) <= 0) {
      return ProblemType.IDEMPOTENCY_OUTCOME_UNKNOWN.because(
          "Look whether it was; if not, send it again with a new key.");
    }
    // What has run for long may run as long again, but not beyond the time that there is.
    return new Problem(ProblemType.IDEMPOTENCY_IN_FLIGHT, "Its answer is not known yet.")
        .retryAfter(age.compareTo(remaining) < 0 ? age : remaining)
        .exception();
  }

  private static String fingerprint(ApiRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(target(request).getBytes(StandardCharsets.UTF_8));
      digest.update(request.body().getBytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What is asked for, whichever of its addresses was used. */
  private static String target(ApiRequest request) {
    StringBuilder target = new StringBuilder(request.operation().standsFor()).append('\n');
    for (ParameterSpec parameter : request.operation().parameters()) {
      if (parameter.in() != Location.HEADER) {
        request
            .find(parameter.name())
            .ifPresent(
                value -> target.append(parameter.name()).append('=').append(value).append('\n'));
      }
    }
    return target.toString();
  }
}
