package dev.punctual.http;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** The ids that were seen last, as many as fit. */
final class RecentIds {
  private final int limit;
  private final Set<UUID> ids = new LinkedHashSet<>();

  RecentIds(int limit) {
    this.limit = limit;
  }

  /** Notes an id; false if it was among the last ones already. */
  boolean add(UUID id) {
    boolean isNew = ids.add(id);
    if (ids.size() > limit) {
      var oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
    return isNew;
  }
}
