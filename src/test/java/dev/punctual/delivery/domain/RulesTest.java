package dev.punctual.delivery.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.problem.FieldError;
import dev.punctual.problem.ProblemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class RulesTest {
  private static final Map<String, Object> NONE = Map.of();

  /** A rule, a package that it lets pass, and one that it does not. */
  static final List<Arguments> BOUNDARIES =
      List.of(
          rule("MAX_WEIGHT", Map.of("limit_kg", 10), weighing(10), weighing(10.01)),
          rule("MAX_WEIGHT", Map.of("limit_kg", 0), weighing(0), weighing(0.01)),
          rule("NO_PERISHABLE", NONE, flags(false, true, true), flags(true, true, true)),
          rule(
              "REGION_ONLY",
              Map.of("allowed_regions", List.of("north", "east")),
              Days.to("east", "p"),
              Days.to("East", "p")),
          rule("MAX_DISTANCE", Map.of("max_km", 50.5), away(50.5), away(50.51)),
          rule("EXPRESS_ONLY", NONE, flags(true, true, false), flags(true, false, true)),
          rule("FRAGILE_ONLY", NONE, flags(true, false, true), flags(true, true, false)),
          rule(
              "HAZMAT_ALLOWED",
              classes(2, 3),
              hazmat(OptionalInt.of(3)),
              hazmat(OptionalInt.of(4))),
          rule(
              "HAZMAT_ALLOWED", classes(2), hazmat(OptionalInt.empty()), hazmat(OptionalInt.of(1))),
          rule("TEMP_CONTROL", between(2, 8), kept(2), kept(1.99)),
          rule("TEMP_CONTROL", between(2, 8), kept(8), kept(8.01)),
          rule("TEMP_CONTROL", between(-5, -5), kept(-5), kept(-4.99)),
          rule("TIME_WINDOW", hours(8, 17), due(8), due(7)),
          rule("TIME_WINDOW", hours(8, 17), due(17), due(18)),
          rule("TIME_WINDOW", hours(0, 0), due(0), due(23)),
          rule("OVERSIZED", Map.of("min_volume_m3", 0.5), holding(0.5), holding(0.49)));

  /** A rule that is none, and where the fault is. */
  static final List<Arguments> FAULTS =
      List.of(
          fault("NO_NAPS", NONE, "/code"),
          fault("max_weight", Map.of("limit_kg", 10), "/code"),
          fault("MAX_WEIGHT", NONE, "/params/limit_kg"),
          fault("MAX_WEIGHT", Map.of("limit_kg", "10"), "/params/limit_kg"),
          fault("MAX_WEIGHT", Map.of("limit_kg", List.of(10)), "/params/limit_kg"),
          fault("MAX_DISTANCE", Map.of("km", 10), "/params/max_km", "/params/km"),
          fault("MAX_WEIGHT", Map.of("limit_kg", 10, "extra", 1), "/params/extra"),
          fault("EXPRESS_ONLY", Map.of("b", 1, "a/~", 1), "/params/a~1~0", "/params/b"),
          fault("OVERSIZED", Map.of("min_volume_m3", true), "/params/min_volume_m3"),
          fault("REGION_ONLY", Map.of("allowed_regions", "north"), "/params/allowed_regions"),
          fault("REGION_ONLY", Map.of("allowed_regions", List.of()), "/params/allowed_regions"),
          fault(
              "REGION_ONLY", Map.of("allowed_regions", List.of("a", 1)), "/params/allowed_regions"),
          fault(
              "HAZMAT_ALLOWED", Map.of("allowed_classes", List.of(1.5)), "/params/allowed_classes"),
          fault("TEMP_CONTROL", Map.of("max_c", 8), "/params/min_c"),
          fault("TEMP_CONTROL", NONE, "/params/min_c", "/params/max_c"),
          fault("TEMP_CONTROL", between(8, 2), "/params/max_c"),
          fault("TIME_WINDOW", hours(8, 24), "/params/end_hour"),
          fault("TIME_WINDOW", hours(-1, 8), "/params/start_hour"),
          fault("TIME_WINDOW", hours(17, 8), "/params/end_hour"),
          fault("TIME_WINDOW", Map.of("start_hour", 8.5, "end_hour", 17), "/params/start_hour"));

  @ParameterizedTest
  @FieldSource("BOUNDARIES")
  void everyBoundIsInclusive(DriverRule rule, Parcel inside, Parcel outside) {
    assertThat(rule.rule().admits(inside)).isTrue();
    assertThat(rule.rule().admits(outside)).isFalse();
    assertThat(rule.rule().code()).isEqualTo(rule.code());
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  void refusesWhatIsNoRuleWhereTheFaultIs(DriverRule rule, List<String> pointers) {
    assertThatThrownBy(rule::rule).isInstanceOf(ProblemException.class);
    assertThat(new Driver("d", List.of(rule)).errors())
        .extracting(FieldError::pointer)
        .containsExactlyElementsOf(pointers.stream().map("/rules/0"::concat).toList());
  }

  @Test
  void everyKindOfRuleHasItsBoundaryTested() {
    assertThat(BOUNDARIES.stream().map(it -> ((DriverRule) it.get()[0]).code()).distinct())
        .containsExactlyInAnyOrderElementsOf(RuleCatalogue.codes());
  }

  @Test
  void rulesThatSayTheSameAreEqual() {
    Map<String, Object> turned = new HashMap<>(Map.of("allowed_regions", List.of("b", "a", "a")));
    assertThat(Days.rule("REGION_ONLY", turned).rule()).isEqualTo(Days.regions("a", "b").rule());
    assertThat(Days.rule("MAX_WEIGHT", Map.of("limit_kg", 10)).rule())
        .isEqualTo(Days.rule("MAX_WEIGHT", Map.of("limit_kg", 10.0)).rule());
  }

  private static Arguments rule(
      String code, Map<String, Object> params, Parcel inside, Parcel outside) {
    return Arguments.of(Days.rule(code, params), inside, outside);
  }

  private static Arguments fault(String code, Map<String, Object> params, String... pointers) {
    return Arguments.of(Days.rule(code, params), Arrays.asList(pointers));
  }

  private static Map<String, Object> classes(int... classes) {
    return Map.of("allowed_classes", Arrays.stream(classes).boxed().toList());
  }

  private static Map<String, Object> between(int min, int max) {
    return Map.of("min_c", min, "max_c", max);
  }

  private static Map<String, Object> hours(int start, int end) {
    return Map.of("start_hour", start, "end_hour", end);
  }

  private static Parcel weighing(double kg) {
    return parcel(kg, 20, OptionalInt.empty(), 10, 12, 1);
  }

  private static Parcel away(double km) {
    return parcel(5, km, OptionalInt.empty(), 10, 12, 1);
  }

  private static Parcel hazmat(OptionalInt hazmatClass) {
    return parcel(5, 20, hazmatClass, 10, 12, 1);
  }

  private static Parcel kept(double celsius) {
    return parcel(5, 20, OptionalInt.empty(), celsius, 12, 1);
  }

  private static Parcel due(int hour) {
    return parcel(5, 20, OptionalInt.empty(), 10, hour, 1);
  }

  private static Parcel holding(double cubicMetres) {
    return parcel(5, 20, OptionalInt.empty(), 10, 12, cubicMetres);
  }

  private static Parcel flags(boolean perishable, boolean express, boolean fragile) {
    return new Parcel(
        "p",
        5,
        perishable,
        "north",
        20,
        express,
        fragile,
        OptionalInt.empty(),
        10,
        12,
        1,
        Optional.empty());
  }

  private static Parcel parcel(
      double kg, double km, OptionalInt hazmatClass, double celsius, int hour, double volume) {
    return new Parcel(
        "p",
        kg,
        false,
        "north",
        km,
        false,
        false,
        hazmatClass,
        celsius,
        hour,
        volume,
        Optional.empty());
  }
}
