package dev.punctual.shift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.shift.domain.Solution.Impossible;
import dev.punctual.shift.domain.Solution.Solved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RosterSolverTest {
  private static final int DAYS = 28;
  private static final List<OptionalInt> DIFFS =
      List.of(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.of(2), OptionalInt.empty());

  private final RosterSolver solver = new RosterSolver();

  @Test
  void findsAValidRosterExactlyWhenTheLawAllowsOneForEveryCountUpTo200AndEveryRuleSet() {
    int solved = 0;
    int impossible = 0;
    for (RosterRules rules : everyRuleSet()) {
      for (int staff = 1; staff <= 200; staff++) {
        Solution solution = solver.solve(staff, rules);
        if (solution instanceof Solved found) {
          assertThat(law(staff, rules)).as("%d people, %s", staff, rules).isTrue();
          assertValid(found.roster(), staff, rules);
          solved++;
        } else {
          assertThat(law(staff, rules)).as("%d people, %s", staff, rules).isFalse();
          assertThat(((Impossible) solution).rules()).isNotEmpty();
          assertThat(((Impossible) solution).detail()).isNotBlank();
          impossible++;
        }
      }
    }
    assertThat(solved).isGreaterThan(50_000);
    assertThat(impossible).isPositive();
  }

  @Test
  void givesEveryoneTheSameAndKeepsHeadCountsEvenForEveryPositiveDifference() {
    for (RosterRules rules : everyRuleSet()) {
      if (rules.maxDailyShiftDiff().orElse(1) == 0 || withoutRest(rules)) {
        continue;
      }
      for (int staff = 1; staff <= 60; staff++) {
        Roster roster = ((Solved) solver.solve(staff, rules)).roster();
        int[] first = totals(roster, 0);
        int least = staff;
        int most = 0;
        for (int person = 0; person < staff; person++) {
          assertThat(totals(roster, person)).as("%d people, %s", staff, rules).isEqualTo(first);
        }
        for (int day = 0; day < DAYS; day++) {
          int atWork = roster.mornings(day) + roster.evenings(day);
          least = Math.min(least, atWork);
          most = Math.max(most, atWork);
        }
        assertThat(most - least).as("%d people, %s", staff, rules).isLessThanOrEqualTo(1);
      }
    }
  }

  /** The law against a solver that knows nothing of it: where we say no, it proves no. */
  @Test
  void saysImpossibleOnlyWhereCpSatProvesIt() {
    int proven = 0;
    for (int staff : new int[] {1, 3}) {
      for (RosterRules rules : everyRuleSet()) {
        if (rules.noMorningAfterEvening() || solver.solve(staff, rules) instanceof Solved) {
          continue;
        }
        CpSatRoster.Answer answer = new CpSatRoster(staff, rules).solve(Duration.ofSeconds(30));
        assertThat(answer.roster()).as("%d people, %s", staff, rules).isEmpty();
        assertThat(answer.proven()).as("%d people, %s", staff, rules).isTrue();
        proven++;
      }
    }
    assertThat(proven).isGreaterThan(10);
  }

  @Test
  void namesTheRulesThatCollide() {
    RosterRules contradiction =
        new RosterRules(OptionalInt.of(3), OptionalInt.of(1), true, OptionalInt.of(1));
    RosterRules neverOff =
        new RosterRules(OptionalInt.of(0), OptionalInt.of(0), true, OptionalInt.of(0));
    assertThat(((Impossible) solver.solve(4, contradiction)).rules())
        .containsExactly("min_day_off_per_week", "max_day_off_per_week");
    assertThat(((Impossible) solver.solve(3, neverOff)).rules())
        .containsExactly("max_day_off_per_week", "max_daily_shift_diff");
  }

  @Test
  void refusesAnEmptyStaff() {
    assertThatThrownBy(() -> solver.solve(0, RosterRules.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 40)
  void isValidForLargeStaffs(
      @ForAll @IntRange(min = 201, max = 5_000) int staff, @ForAll @IntRange(max = 7) int daysOff) {
    RosterRules rules =
        new RosterRules(OptionalInt.of(daysOff), OptionalInt.of(daysOff), true, OptionalInt.of(1));
    assertValid(((Solved) solver.solve(staff, rules)).roster(), staff, rules);
  }

  private static List<RosterRules> everyRuleSet() {
    List<RosterRules> sets = new ArrayList<>();
    for (boolean rest : new boolean[] {true, false}) {
      for (OptionalInt diff : DIFFS) {
        for (int most = 0; most <= 7; most++) {
          for (int least = 0; least <= most; least++) {
            sets.add(new RosterRules(OptionalInt.of(least), OptionalInt.of(most), rest, diff));
          }
        }
        sets.add(new RosterRules(OptionalInt.empty(), OptionalInt.empty(), rest, diff));
        sets.add(new RosterRules(OptionalInt.empty(), OptionalInt.of(2), rest, diff));
        sets.add(new RosterRules(OptionalInt.of(3), OptionalInt.empty(), rest, diff));
      }
    }
    return sets;
  }

  /** ARCHITECTURE's law, written down a second time. */
  private static boolean law(int staff, RosterRules rules) {
    int least = rules.minDayOffPerWeek().orElse(0);
    int most = rules.maxDayOffPerWeek().orElse(7);
    boolean splitEvenly = rules.maxDailyShiftDiff().orElse(1) == 0;
    return least <= most
        && (!splitEvenly
            || staff % 2 == 0
            || (staff * most >= 7 && (least < most || least % 2 == 1)));
  }

  /** Nobody is ever off, so the morning and the evening people stay what they are. */
  private static boolean withoutRest(RosterRules rules) {
    return rules.maxDayOffPerWeek().orElse(7) == 0 && rules.noMorningAfterEvening();
  }

  private static int[] totals(Roster roster, int person) {
    int[] totals = new int[3];
    for (int day = 0; day < DAYS; day++) {
      switch (roster.shift(person, day)) {
        case MORNING -> totals[0]++;
        case EVENING -> totals[1]++;
        case DAY_OFF -> totals[2]++;
      }
    }
    return totals;
  }

  /** The rules written down a second time, over the cells alone. */
  private static void assertValid(Roster roster, int staff, RosterRules rules) {
    boolean valid = roster.staffCount() == staff;
    int[] balance = new int[DAYS];
    for (int person = 0; person < staff; person++) {
      int[] off = new int[4];
      for (int day = 0; day < DAYS; day++) {
        Shift shift = roster.shift(person, day);
        balance[day] += shift == Shift.MORNING ? 1 : shift == Shift.EVENING ? -1 : 0;
        off[day / 7] += shift == Shift.DAY_OFF ? 1 : 0;
        valid &=
            !rules.noMorningAfterEvening()
                || day == 0
                || shift != Shift.MORNING
                || roster.shift(person, day - 1) != Shift.EVENING;
      }
      for (int days : off) {
        valid &=
            days >= rules.minDayOffPerWeek().orElse(0)
                && days <= rules.maxDayOffPerWeek().orElse(7);
      }
    }
    for (int difference : balance) {
      valid &= Math.abs(difference) <= rules.maxDailyShiftDiff().orElse(staff);
    }
    assertThat(valid).as("the roster of %d people under %s", staff, rules).isTrue();
  }
}
