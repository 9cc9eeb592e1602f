package dev.punctual.call;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * Calls that were planned together.
 *
 * @param placed whether all of them have their triggers
 */
record Batch(String tenant, String id, boolean placed, Optional<Key> key, Instant createdAt) {

  /**
   * What makes it the same as an earlier one.
   *
   * @param answer sealed
   */
  record Key(String text, Buffer answer) {}
}
