package dev.punctual.staff;

import dev.punctual.cache.CacheKey;
import dev.punctual.staff.api.StaffApi.StaffList;
import dev.punctual.staff.domain.Group;
import dev.punctual.staff.domain.StaffMember;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The cached answers of the Data Service and what they are called. */
final class StaffCacheKeys {
  private StaffCacheKeys() {}

  static CacheKey<StaffMember> staff(String tenant, String id) {
    return new CacheKey<>("staff/" + tenant + "/" + id, StaffMember.class);
  }

  static CacheKey<Group> group(String tenant, String id) {
    return new CacheKey<>("groups/" + tenant + "/" + id, Group.class);
  }

  static CacheKey<StaffList> members(String tenant, String group) {
    return new CacheKey<>("members/" + tenant + "/" + group, StaffList.class);
  }

  static CacheKey<StaffList> resolvedMembers(String tenant, String group) {
    return new CacheKey<>("resolved/" + tenant + "/" + group, StaffList.class);
  }

  /** The lists of these groups, direct and resolved. */
  static Set<String> lists(String tenant, Collection<String> groups) {
    Set<String> keys = new HashSet<>();
    for (String group : groups) {
      keys.add(members(tenant, group).value());
      keys.add(resolvedMembers(tenant, group).value());
    }
    return keys;
  }
}
