package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.Shift.EVENING;
import static dev.punctual.shift.domain.Shift.MORNING;

import java.util.List;
import java.util.stream.IntStream;

/** Nobody works a morning on the day after an evening, also not on a Monday after a Sunday. */
record NoMorningAfterEvening() implements Rule {

  static final String KEY = "no_morning_after_evening";

  private static final int NIGHTS = RosterPeriod.DAYS - 1;

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public List<Breach> check(Roster roster) {
    return IntStream.range(0, roster.staffCount() * NIGHTS)
        .filter(i -> isTooShort(roster, i / NIGHTS, i % NIGHTS))
        .limit(MAX_BREACHES)
        .mapToObj(i -> breach(i / NIGHTS, i % NIGHTS))
        .toList();
  }

  private static boolean isTooShort(Roster roster, int person, int night) {
    return roster.shift(person, night) == EVENING && roster.shift(person, night + 1) == MORNING;
  }

  private static Breach breach(int person, int night) {
    return new Breach(
        KEY,
        "row %d: evening on day %d, then morning on day %d"
            .formatted(person + 1, night + 1, night + 2));
  }
}
