package dev.punctual.http;

import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.StaffMember;
import java.time.Instant;
import java.util.Optional;

/** People and groups as clients see them. */
final class StaffViews {
  private StaffViews() {}

  record StaffView(
      String id,
      String name,
      String email,
      Optional<String> position,
      String status,
      Instant createdAt,
      Instant updatedAt) {}

  record GroupView(
      String id,
      String name,
      Optional<String> parentGroupId,
      Instant createdAt,
      Instant updatedAt) {}

  static StaffView view(StaffMember member) {
    return new StaffView(
        member.id(),
        member.name(),
        member.email(),
        member.position(),
        member.status().name(),
        member.createdAt(),
        member.updatedAt());
  }

  static GroupView view(Group group) {
    return new GroupView(
        group.id(), group.name(), group.parentGroupId(), group.createdAt(), group.updatedAt());
  }
}
