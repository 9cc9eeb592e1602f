package dev.punctual.staff.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A group of people, possibly inside another.
 *
 * @param parentGroupId the group around it; none for a root
 * @param version rises with every change, and when a deleted id is used again
 */
public record Group(
    String id,
    String name,
    Optional<String> parentGroupId,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
