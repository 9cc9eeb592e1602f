package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.WEEKS;

import java.util.List;
import java.util.stream.IntStream;

/** Everyone has at least {@code least} days off in every week, Monday to Sunday. */
record MinDayOffPerWeek(int least) implements Rule {

  static final String KEY = "min_day_off_per_week";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public List<Breach> check(Roster roster) {
    return IntStream.range(0, roster.staffCount() * WEEKS)
        .filter(i -> roster.daysOff(i / WEEKS, i % WEEKS) < least)
        .limit(MAX_BREACHES)
        .mapToObj(i -> breach(roster, i / WEEKS, i % WEEKS))
        .toList();
  }

  private Breach breach(Roster roster, int person, int week) {
    return new Breach(
        KEY,
        "row %d, week %d: %d day(s) off, at least %d required"
            .formatted(person + 1, week + 1, roster.daysOff(person, week), least));
  }
}
