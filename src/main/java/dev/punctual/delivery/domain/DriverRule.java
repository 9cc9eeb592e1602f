package dev.punctual.delivery.domain;

import java.util.Map;

/**
 * A driver's rule as it was given.
 *
 * @param ruleId names the rule among all rules of all drivers
 * @param params by name: numbers, texts and lists of them
 */
public record DriverRule(String ruleId, String code, Map<String, Object> params) {
  public DriverRule {
    params = Map.copyOf(params);
  }

  /**
   * The rule itself.
   *
   * @throws dev.punctual.problem.ProblemException for one that the catalogue does not know; its
   *     errors point into this record
   */
  public Rule rule() {
    return RuleCatalogue.read(code, params);
  }
}
