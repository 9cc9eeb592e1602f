package dev.punctual.staff.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of a person; what is empty stays.
 *
 * @param position replaces the position, also by nothing, if {@code setsPosition}
 */
public record StaffChange(
    Optional<String> name,
    Optional<String> email,
    boolean setsPosition,
    Optional<String> position,
    Optional<StaffStatus> status) {

  /** The change that makes somebody exactly as the draft says. */
  public static StaffChange replaceBy(StaffDraft draft) {
    return new StaffChange(
        Optional.of(draft.name()),
        Optional.of(draft.email()),
        true,
        draft.position(),
        Optional.of(draft.status()));
  }

  public StaffMember applyTo(StaffMember before, Instant now) {
    return new StaffMember(
        before.id(),
        name.orElse(before.name()),
        email.orElse(before.email()),
        setsPosition ? position : before.position(),
        status.orElse(before.status()),
        before.version() + 1,
        before.createdAt(),
        now);
  }
}
