package dev.punctual.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where the answers to idempotency keys are kept. */
interface IdempotencyStore {

  /** An answer as it is replayed. */
  record Answer(int status, Map<String, String> headers, String body) {}

  /**
   * Who was first.
   *
   * @param ended whether the first request is known to run no more
   * @param answer empty while the first request is running, and where nobody knows how it ended
   */
  record Claimed(String fingerprint, Instant since, boolean ended, Optional<Answer> answer) {}

  /**
   * Claims a key; empty if it is now ours, else who has it. A claim older than {@code ttl} ends.
   */
  Future<Optional<Claimed>> claim(
      String tenant, String key, String fingerprint, Instant now, Duration ttl);

  Future<Void> answered(String tenant, String key, Answer answer, Instant now);

  /** The request has ended, and nobody knows whether it was carried out. */
  Future<Void> ended(String tenant, String key, Instant now);

  /** The request was not carried out. */
  Future<Void> release(String tenant, String key);

  /** Removes what is older than {@code before}. */
  Future<Void> expire(Instant before);
}
