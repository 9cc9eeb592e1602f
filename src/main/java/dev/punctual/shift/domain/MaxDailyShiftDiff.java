package dev.punctual.shift.domain;

import java.util.List;
import java.util.stream.IntStream;

/** Every day the number of mornings and the number of evenings differ by at most {@code most}. */
record MaxDailyShiftDiff(int most) implements Rule {

  static final String KEY = "max_daily_shift_diff";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public List<Breach> check(Roster roster) {
    return IntStream.range(0, RosterPeriod.DAYS)
        .filter(day -> Math.abs(roster.mornings(day) - roster.evenings(day)) > most)
        .limit(MAX_BREACHES)
        .mapToObj(day -> breach(roster, day))
        .toList();
  }

  private Breach breach(Roster roster, int day) {
    return new Breach(
        KEY,
        "day %d: %d morning(s) and %d evening(s), a difference of at most %d allowed"
            .formatted(day + 1, roster.mornings(day), roster.evenings(day), most));
  }
}
