package dev.punctual.shift.domain;

import java.util.List;

/** What the solver answers: a roster that every active rule has passed, or why there is none. */
public sealed interface Solution {

  /** A roster that breaks no rule. */
  record Solved(Roster roster) implements Solution {}

  /**
   * No roster meets these rules, whoever tries.
   *
   * @param rules the {@link Rule#key() keys} of a smallest set of rules that collide: together they
   *     can't hold for this many people, any fewer of them could
   * @param detail a sentence for whoever plans the shifts
   */
  record Impossible(List<String> rules, String detail) implements Solution {
    public Impossible {
      rules = List.copyOf(rules);
    }
  }
}
