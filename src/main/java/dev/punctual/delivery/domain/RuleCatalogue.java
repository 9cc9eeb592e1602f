package dev.punctual.delivery.domain;

import dev.punctual.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The kinds of rule by code, and how each is read from its parameters. */
final class RuleCatalogue {
  private static final Map<String, Function<RuleParams, Rule>> READERS =
      new TreeMap<>(
          Map.of(
              ExpressOnly.CODE, params -> new ExpressOnly(),
              FragileOnly.CODE, params -> new FragileOnly(),
              HazmatAllowed.CODE, params -> new HazmatAllowed(params.integers("allowed_classes")),
              MaxDistance.CODE, params -> new MaxDistance(params.number("max_km")),
              MaxWeight.CODE, params -> new MaxWeight(params.number("limit_kg")),
              NoPerishable.CODE, params -> new NoPerishable(),
              Oversized.CODE, params -> new Oversized(params.number("min_volume_m3")),
              RegionOnly.CODE, params -> new RegionOnly(params.texts("allowed_regions")),
              TempControl.CODE, RuleCatalogue::tempControl,
              TimeWindow.CODE, RuleCatalogue::timeWindow));

  private RuleCatalogue() {}

  static Set<String> codes() {
    return READERS.keySet();
  }

  static Rule read(String code, Map<String, Object> given) {
    Function<RuleParams, Rule> reader = READERS.get(code);
    if (reader == null) {
      throw Problem.invalid("/code", "must be one of " + String.join(", ", codes())).exception();
    }
    RuleParams params = new RuleParams(given);
    Rule rule = reader.apply(params);
    params.requireValid();
    return rule;
  }

  private static Rule tempControl(RuleParams params) {
    double min = params.number("min_c");
    double max = params.number("max_c");
    if (params.areValid() && min > max) {
      params.refuse("max_c", "must not be below min_c");
    }
    return new TempControl(min, max);
  }

  private static Rule timeWindow(RuleParams params) {
    int start = params.hour("start_hour");
    int end = params.hour("end_hour");
    if (params.areValid() && start > end) {
      params.refuse("end_hour", "must not be before start_hour");
    }
    return new TimeWindow(start, end);
  }
}
