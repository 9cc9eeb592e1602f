package dev.punctual.delivery.domain;

import java.util.List;

/** A driver of the day and what a package must satisfy for this driver to take it. */
public record Driver(String driverId, List<DriverRule> rules) {
  public Driver {
    rules = List.copyOf(rules);
  }
}
