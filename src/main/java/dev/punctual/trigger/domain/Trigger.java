package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A trigger as it is stored.
 *
 * @param version rises with every change; the ETag
 * @param hookToken of an API trigger: the secret part of its webhook's address
 */
public record Trigger(
    String tenant,
    String id,
    long version,
    TriggerSpec spec,
    Optional<String> hookToken,
    Instant createdAt,
    Instant updatedAt) {}
