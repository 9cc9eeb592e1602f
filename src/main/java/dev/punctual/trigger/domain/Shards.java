package dev.punctual.trigger.domain;

/**
 * How triggers are divided among nodes: by the last six bits of the first byte of SHA-256 over
 * tenant and id. Rows in the database carry the number, so this must never change.
 */
public final class Shards {
  public static final int COUNT = 64;

  private Shards() {}

  /** The shard of a trigger, from 0. */
  public static int of(String tenant, String triggerId) {
    return Fingerprint.of(tenant, triggerId).get() & (COUNT - 1);
  }
}
