package dev.punctual.shift.domain;

import java.util.List;
import java.util.Optional;

/**
 * Finds a roster that meets the rules, or says which rules make it impossible. Deterministic: the
 * same question gets the same roster. Time and memory grow with the number of cells.
 *
 * <p>Everyone gets the same number of mornings, of evenings and of days off, and the number of
 * people at work differs by at most one between days, by at most two where {@code
 * max_daily_shift_diff} is 0 (it must then be even every day). {@link Construction} names the one
 * exception, where no roster could do better.
 */
public final class RosterSolver {

  /**
   * Answers for so many people under these rules.
   *
   * @param staffCount the number of people, at least 1
   * @throws IllegalArgumentException if there is nobody to plan
   * @throws IllegalStateException if the finished roster breaks a rule, which is a bug in here
   */
  public Solution solve(int staffCount, RosterRules rules) {
    if (staffCount < 1) {
      throw new IllegalArgumentException(
          "a roster needs at least one person, got %d".formatted(staffCount));
    }
    Optional<Solution.Impossible> obstacle = Feasibility.obstacle(staffCount, rules);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    return new Solution.Solved(validated(Construction.roster(staffCount, rules), rules));
  }

  private static Roster validated(Roster roster, RosterRules rules) {
    List<Breach> breaches =
        rules.active().stream().flatMap(rule -> rule.check(roster).stream()).toList();
    if (!breaches.isEmpty()) {
      throw new IllegalStateException(
          "the constructed roster of %d people breaks %d time(s) under %s, first: %s"
              .formatted(roster.staffCount(), breaches.size(), rules, breaches.get(0)));
    }
    return roster;
  }
}
