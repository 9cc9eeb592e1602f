package dev.punctual.cache;

import java.util.HashSet;
import java.util.Set;

/** Invalidations that Redis has not been told, in bounded memory. Guarded by its owner's lock. */
final class Owed {

  private final int limit;
  private final Set<String> keys = new HashSet<>();
  private boolean everything;

  Owed(int limit) {
    this.limit = limit;
  }

  void add(Forgetting what) {
    if (what instanceof Forgetting.Keys some && !everything) {
      keys.addAll(some.keys());
    } else {
      everything = true;
    }
    if (keys.size() > limit) {
      everything = true;
    }
    if (everything) {
      keys.clear();
    }
  }

  boolean isEmpty() {
    return !everything && keys.isEmpty();
  }

  /** All that is owed, and no longer owed here: whoever fails to carry it out adds it again. */
  Forgetting take() {
    Forgetting all = everything ? Forgetting.everything() : Forgetting.keys(keys);
    everything = false;
    keys.clear();
    return all;
  }
}
