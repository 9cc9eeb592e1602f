package dev.punctual.trigger.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A shard that this node owns.
 *
 * @param epoch what every write for it carries
 * @param aliveUntil for one that was just taken over: when its owner before was last known to be
 *     alive
 */
record Shard(int number, long epoch, Optional<Instant> aliveUntil) {}
