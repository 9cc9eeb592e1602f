package dev.punctual.trigger.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A shard that this node owns.
 *
 * @param epoch what every write for it carries
 * @param firedUntil for one that was just taken over: until when its owner before may have fired
 */
record Shard(int number, long epoch, Optional<Instant> firedUntil) {}
