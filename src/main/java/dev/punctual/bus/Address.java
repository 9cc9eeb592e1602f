package dev.punctual.bus;

import java.time.Duration;

/**
 * Where a question is asked, and the types of question and answer.
 *
 * @param name {@code feature.topic}
 * @param request an immutable record
 * @param reply an immutable record
 * @param timeout how long the asker waits before it hears {@code unavailable}
 * @param local whether asker and server are always on the same node: it never crosses the cluster
 */
public record Address<Q extends Record, R extends Record>(
    String name, Class<Q> request, Class<R> reply, Duration timeout, boolean local) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  public static <Q extends Record, R extends Record> Address<Q, R> of(
      String name, Class<Q> request, Class<R> reply) {
    return new Address<>(name, request, reply, DEFAULT_TIMEOUT, false);
  }

  /** An address that each node serves for itself. */
  public static <Q extends Record, R extends Record> Address<Q, R> local(
      String name, Class<Q> request, Class<R> reply) {
    return new Address<>(name, request, reply, DEFAULT_TIMEOUT, true);
  }

  /** The same address for work that may take longer than a usual question. */
  public Address<Q, R> within(Duration timeout) {
    return new Address<>(name, request, reply, timeout, local);
  }

  /** The answer to a command that has nothing to say but that it is done. */
  public record Done() {
    public static final Done DONE = new Done();
  }
}
