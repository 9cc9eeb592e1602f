package dev.punctual.shift.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each rule at its border: the breach, and what is just none. Rows are weeks of M, E and -. */
class RulesTest {
  private static final String REST = "-------";

  @Test
  void minDayOffPerWeekCountsEachWeekByItself() {
    Roster roster = roster("MMMMMM-" + "MMMMMMM" + REST + REST);
    assertThat(new MinDayOffPerWeek(1).check(roster)).hasSize(1);
    assertThat(new MinDayOffPerWeek(0).check(roster)).isEmpty();
    assertThat(new MinDayOffPerWeek(1).check(roster("MMMMMM-" + "-MMMMMM" + REST + REST)))
        .isEmpty();
  }

  @Test
  void maxDayOffPerWeekAllowsItsBoundAndNotOneMore() {
    Roster roster = roster("MMMMM--" + "MMMM---" + "MMMMM--" + "MMMMM--");
    assertThat(new MaxDayOffPerWeek(2).check(roster)).hasSize(1);
    assertThat(new MaxDayOffPerWeek(3).check(roster)).isEmpty();
  }

  @Test
  void noMorningAfterEveningHoldsAcrossSunday() {
    assertThat(new NoMorningAfterEvening().check(roster("------E" + "M------" + REST + REST)))
        .hasSize(1);
    assertThat(new NoMorningAfterEvening().check(roster("------E" + "-M-----" + REST + REST)))
        .isEmpty();
    assertThat(new NoMorningAfterEvening().check(roster("MEE-MEE" + "-------" + REST + REST)))
        .isEmpty();
  }

  @Test
  void maxDailyShiftDiffComparesMorningsWithEveningsOfOneDay() {
    Roster roster = roster("M------" + REST + REST + REST, "M------" + REST + REST + REST);
    assertThat(new MaxDailyShiftDiff(1).check(roster)).hasSize(1);
    assertThat(new MaxDailyShiftDiff(2).check(roster)).isEmpty();
    assertThat(
            new MaxDailyShiftDiff(0)
                .check(roster("M------" + REST + REST + REST, "E------" + REST + REST + REST)))
        .isEmpty();
  }

  private static Roster roster(String... rows) {
    return Roster.of(
        rows.length,
        (person, day) ->
            switch (rows[person].charAt(day)) {
              case 'M' -> Shift.MORNING;
              case 'E' -> Shift.EVENING;
              default -> Shift.DAY_OFF;
            });
  }
}
