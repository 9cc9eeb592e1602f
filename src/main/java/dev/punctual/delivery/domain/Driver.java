package dev.punctual.delivery.domain;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** A driver of the day and what a package must satisfy for this driver to take it. */
public record Driver(String driverId, List<DriverRule> rules) {
  public Driver {
    rules = List.copyOf(rules);
  }

  /** What is wrong with the rules, pointing into this record; empty where nothing is. */
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String pointer = "/rules/" + i;
      try {
        rules.get(i).rule();
      } catch (ProblemException wrong) {
        wrong
            .problem()
            .errors()
            .forEach(
                error -> errors.add(new FieldError(pointer + error.pointer(), error.message())));
      }
    }
    return errors;
  }
}
