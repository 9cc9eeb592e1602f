package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.WEEKS;

import java.util.List;
import java.util.stream.IntStream;

/** Everyone has at most {@code most} days off in every week, Monday to Sunday. */
record MaxDayOffPerWeek(int most) implements Rule {

  static final String KEY = "max_day_off_per_week";

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public List<Breach> check(Roster roster) {
    return IntStream.range(0, roster.staffCount() * WEEKS)
        .filter(i -> roster.daysOff(i / WEEKS, i % WEEKS) > most)
        .limit(MAX_BREACHES)
        .mapToObj(i -> breach(roster, i / WEEKS, i % WEEKS))
        .toList();
  }

  private Breach breach(Roster roster, int person, int week) {
    return new Breach(
        KEY,
        "row %d, week %d: %d day(s) off, at most %d allowed"
            .formatted(person + 1, week + 1, roster.daysOff(person, week), most));
  }
}
