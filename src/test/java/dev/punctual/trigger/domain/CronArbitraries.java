package dev.punctual.trigger.domain;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random cron expressions. */
final class CronArbitraries {
  private CronArbitraries() {}

  /** Five fields as every cron knows them; at most one day field is restricted by steps. */
  static Arbitrary<String> unix() {
    return Combinators.combine(
            field(0, 59), field(0, 23), plainList(1, 31), field(1, 12), plainList(0, 6))
        .as((minute, hour, day, month, weekday) -> joined(minute, hour, day, month, weekday));
  }

  /** Six fields with everything that fields may have, one day field restricted at most. */
  static Arbitrary<String> extended() {
    Arbitrary<String> days =
        Arbitraries.oneOf(
            daysOfMonth().map(day -> day + " %s ?"), daysOfWeek().map(day -> "? %s " + day));
    return Combinators.combine(field(0, 59), field(0, 59), field(0, 23), days, field(1, 12))
        .as(
            (second, minute, hour, day, month) ->
                joined(second, minute, hour, day.formatted(month)));
  }

  /** Five or six fields with everything that they may have, both day fields restricted or not. */
  static Arbitrary<String> any() {
    return Arbitraries.oneOf(
        fiveFields(),
        Combinators.combine(field(0, 59), fiveFields()).as((second, rest) -> joined(second, rest)));
  }

  /** Five of the same fields. */
  static Arbitrary<String> fiveFields() {
    return Combinators.combine(
            field(0, 59),
            field(0, 23),
            Arbitraries.oneOf(Arbitraries.just("*"), daysOfMonth()),
            field(1, 12),
            Arbitraries.oneOf(Arbitraries.just("*"), daysOfWeek()))
        .as((minute, hour, day, month, weekday) -> joined(minute, hour, day, month, weekday));
  }

  private static Arbitrary<String> daysOfMonth() {
    return Arbitraries.oneOf(
        field(1, 31),
        Arbitraries.of("L", "LW", "1W", "15W", "20W"),
        Arbitraries.integers().between(1, 30).map(days -> "L-" + days));
  }

  private static Arbitrary<String> daysOfWeek() {
    Arbitrary<String> name = Arbitraries.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    return Arbitraries.oneOf(
        field(0, 6),
        name,
        Arbitraries.of("MON-FRI", "TUE,THU"),
        Arbitraries.integers().between(0, 6).map(day -> day + "L"),
        Combinators.combine(
                Arbitraries.integers().between(0, 6), Arbitraries.integers().between(1, 5))
            .as((day, week) -> day + "#" + week));
  }

  private static Arbitrary<String> field(int least, int greatest) {
    Arbitrary<Integer> step = Arbitraries.integers().between(2, (greatest - least) / 2);
    Arbitrary<String> range = range(least, greatest);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just("*")),
        Tuple.of(2, step.map(every -> "*/" + every)),
        Tuple.of(2, plainList(least, greatest)),
        Tuple.of(1, Combinators.combine(range, step).as((r, s) -> r + "/" + s)));
  }

  private static Arbitrary<String> plainList(int least, int greatest) {
    Arbitrary<String> value = Arbitraries.integers().between(least, greatest).map(String::valueOf);
    return Arbitraries.oneOf(
        Arbitraries.just("*"),
        value,
        range(least, greatest),
        Arbitraries.oneOf(value, range(least, greatest))
            .list()
            .ofMinSize(2)
            .ofMaxSize(4)
            .map(items -> String.join(",", items)));
  }

  private static Arbitrary<String> range(int least, int greatest) {
    Arbitrary<Integer> value = Arbitraries.integers().between(least, greatest);
    return Combinators.combine(value, value).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
  }

  private static String joined(String... fields) {
    return String.join(" ", fields);
  }
}
