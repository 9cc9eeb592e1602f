package dev.punctual.staff.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of a group; what is empty stays.
 *
 * @param parentGroupId replaces the parent, also by none, if {@code setsParent}
 */
public record GroupChange(
    Optional<String> name, boolean setsParent, Optional<String> parentGroupId) {

  /** The change that makes a group exactly as the draft says. */
  public static GroupChange replaceBy(GroupDraft draft) {
    return new GroupChange(Optional.of(draft.name()), true, draft.parentGroupId());
  }

  public Group applyTo(Group before, Instant now) {
    return new Group(
        before.id(),
        name.orElse(before.name()),
        setsParent ? parentGroupId : before.parentGroupId(),
        before.version() + 1,
        before.createdAt(),
        now);
  }
}
