package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One firing of a schedule.
 *
 * @param note what a change of the clocks did to it, or to a firing that was left out just before
 */
public record Due(Instant scheduledFor, Optional<String> note) {}
