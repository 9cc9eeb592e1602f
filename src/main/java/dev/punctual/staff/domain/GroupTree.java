package dev.punctual.staff.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which group is in which: a forest, as long as nobody closes a circle. */
public final class GroupTree {
  private final Map<String, Optional<String>> parents;

  /** Takes each group with its parent, none for a root. */
  public GroupTree(Map<String, Optional<String>> parents) {
    this.parents = Map.copyOf(parents);
  }

  /** Every group from whose parents one comes back to itself. Linear in the number of groups. */
  public Set<String> onCycles() {
    Map<String, Integer> seenInWalk = new HashMap<>();
    Set<String> cyclic = new HashSet<>();
    int walk = 0;
    for (String start : parents.keySet()) {
      walk++;
      Optional<String> at = Optional.of(start);
      while (at.isPresent() && !seenInWalk.containsKey(at.get())) {
        seenInWalk.put(at.get(), walk);
        at = parentOf(at.get());
      }
      // A walk that ran into its own steps has closed a circle: go round it once.
      if (at.isPresent() && seenInWalk.getOrDefault(at.get(), 0) == walk) {
        String entry = at.get();
        Optional<String> step = at;
        do {
          cyclic.add(step.get());
          step = parentOf(step.get());
        } while (step.isPresent() && !step.get().equals(entry));
      }
    }
    return cyclic;
  }

  private Optional<String> parentOf(String group) {
    return parents.getOrDefault(group, Optional.empty());
  }
}
