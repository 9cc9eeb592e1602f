package dev.punctual.delivery.domain;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A driver of the day and what a package must satisfy for this driver to take it. */
public record Driver(String id, List<DriverRule> rules) {
  public Driver {
    rules = List.copyOf(rules);
  }

  /** The rules as values: drivers with equal ones may take the same packages. */
  public Set<Rule> ruleSet() {
    return rules.stream().map(DriverRule::rule).collect(Collectors.toUnmodifiableSet());
  }
}
