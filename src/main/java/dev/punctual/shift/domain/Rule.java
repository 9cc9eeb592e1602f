package dev.punctual.shift.domain;

import java.util.List;

/**
 * Something that must hold in a finished roster. Rules know nothing of how rosters are made, so
 * they check the solver's output as well as anyone else's.
 */
public interface Rule {

  /** The most breaches that one check reports: enough to act on, little enough to log. */
  int MAX_BREACHES = 100;

  /** The rule's name in configuration and in failures, such as {@code min_day_off_per_week}. */
  String key();

  /** The first {@link #MAX_BREACHES} breaches, by row or by day; empty if the rule holds. */
  List<Breach> check(Roster roster);
}
