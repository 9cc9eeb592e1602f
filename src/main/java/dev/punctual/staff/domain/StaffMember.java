package dev.punctual.staff.domain;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A person.
 *
 * @param email unique in the tenant, whatever its case
 * @param version rises with every change, and when a deleted id is used again
 */
public record StaffMember(
    String id,
    String name,
    String email,
    Optional<String> position,
    StaffStatus status,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** What makes two e-mail addresses the same. */
  public static String emailKey(String email) {
    return email.toLowerCase(Locale.ROOT);
  }
}
