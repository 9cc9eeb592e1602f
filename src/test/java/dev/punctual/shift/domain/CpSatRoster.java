package dev.punctual.shift.domain;

import static dev.punctual.shift.domain.RosterPeriod.DAYS;
import static dev.punctual.shift.domain.RosterPeriod.DAYS_PER_WEEK;
import static dev.punctual.shift.domain.RosterPeriod.WEEKS;

import com.google.ortools.Loader;
import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The same question put to a general constraint solver: the rules as OR-Tools CP-SAT constraints,
 * feasibility only. It shares nothing with the constructive solver but the meaning of the rules.
 */
@SuppressWarnings("EnumOrdinal") // the index of a cell's variable
public final class CpSatRoster {

  /** A roster if there is one; none and {@code proven} if there is none; else time ran out. */
  public record Answer(Optional<Roster> roster, boolean proven) {}

  private final CpModel model = new CpModel();
  private final BoolVar[][][] cells;
  private final int staffCount;

  static {
    Loader.loadNativeLibraries();
  }

  public CpSatRoster(int staffCount, RosterRules rules) {
    this.staffCount = staffCount;
    this.cells = new BoolVar[staffCount][DAYS][Shift.values().length];
    addCells();
    addDaysOff(rules);
    if (rules.noMorningAfterEvening()) {
      addNoMorningAfterEvening();
    }
    rules.maxDailyShiftDiff().ifPresent(this::addMaxDailyShiftDiff);
  }

  /** Searches until it knows, or until the limit. */
  public Answer solve(Duration limit) {
    CpSolver solver = new CpSolver();
    solver.getParameters().setMaxTimeInSeconds(limit.toMillis() / 1e3);
    solver.getParameters().setNumWorkers(Runtime.getRuntime().availableProcessors());
    CpSolverStatus status = solver.solve(model);
    return switch (status) {
      case OPTIMAL, FEASIBLE -> new Answer(Optional.of(roster(solver)), true);
      case INFEASIBLE -> new Answer(Optional.empty(), true);
      case UNKNOWN -> new Answer(Optional.empty(), false);
      default -> throw new IllegalStateException("CP-SAT says " + status);
    };
  }

  private Roster roster(CpSolver solver) {
    return Roster.of(
        staffCount,
        (person, day) ->
            Stream.of(Shift.values())
                .filter(shift -> solver.booleanValue(cell(person, day, shift)))
                .findFirst()
                .orElseThrow());
  }

  private void addCells() {
    for (int person = 0; person < staffCount; person++) {
      for (int day = 0; day < DAYS; day++) {
        for (Shift shift : Shift.values()) {
          cells[person][day][shift.ordinal()] =
              model.newBoolVar("%s_%d_%d".formatted(shift, person, day));
        }
        model.addExactlyOne(cells[person][day]);
      }
    }
  }

  private void addDaysOff(RosterRules rules) {
    for (int person = 0; person < staffCount; person++) {
      for (int week = 0; week < WEEKS; week++) {
        int row = person;
        LinearExpr daysOff =
            LinearExpr.sum(
                IntStream.range(week * DAYS_PER_WEEK, (week + 1) * DAYS_PER_WEEK)
                    .mapToObj(day -> cell(row, day, Shift.DAY_OFF))
                    .toArray(BoolVar[]::new));
        rules.minDayOffPerWeek().ifPresent(least -> model.addGreaterOrEqual(daysOff, least));
        rules.maxDayOffPerWeek().ifPresent(most -> model.addLessOrEqual(daysOff, most));
      }
    }
  }

  private void addNoMorningAfterEvening() {
    for (int person = 0; person < staffCount; person++) {
      for (int day = 1; day < DAYS; day++) {
        model.addImplication(
            cell(person, day - 1, Shift.EVENING), cell(person, day, Shift.MORNING).not());
      }
    }
  }

  private void addMaxDailyShiftDiff(int most) {
    for (int day = 0; day < DAYS; day++) {
      LinearExpr diff =
          LinearExpr.newBuilder()
              .addSum(column(day, Shift.MORNING))
              .addWeightedSum(column(day, Shift.EVENING), minusOnes())
              .build();
      model.addLinearConstraint(diff, -most, most);
    }
  }

  private BoolVar[] column(int day, Shift shift) {
    return IntStream.range(0, staffCount)
        .mapToObj(person -> cell(person, day, shift))
        .toArray(BoolVar[]::new);
  }

  private long[] minusOnes() {
    return IntStream.range(0, staffCount).mapToLong(person -> -1).toArray();
  }

  private BoolVar cell(int person, int day, Shift shift) {
    return cells[person][day][shift.ordinal()];
  }
}
