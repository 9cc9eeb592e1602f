package dev.punctual.staff.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A group of people, possibly inside another.
 *
 * @param parentGroupId the group around it; none for a root
 * @param version counts the changes, from 1
 */
public record Group(
    String id,
    String name,
    Optional<String> parentGroupId,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
