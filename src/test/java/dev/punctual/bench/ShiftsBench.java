package dev.punctual.bench;

import dev.punctual.shift.domain.CpSatRoster;
import dev.punctual.shift.domain.RosterRules;
import dev.punctual.shift.domain.RosterSolver;
import java.time.Duration;
import java.util.Arrays;

/** The constructive solver, validation included, beside CP-SAT on the same rules, in one run. */
public final class ShiftsBench {
  private static final int RUNS = 15;

  /** Beyond it CP-SAT does not end in the time it gets. */
  private static final int CP_SAT_STAFF = 500;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ShiftsBench() {}

  public static void main(String[] args) {
    System.out.printf("## Shifts%n%n");
    new CpSatRoster(10, RosterRules.DEFAULT).solve(LIMIT);
    Table.head("Staff", "construction, ms", "CP-SAT, ms", "CP-SAT to it");
    for (int staff : new int[] {50, 200, 500, 10_000}) {
      double own = construct(staff);
      if (staff > CP_SAT_STAFF) {
        print(staff, own, "", "");
        continue;
      }
      long begin = System.nanoTime();
      boolean found = new CpSatRoster(staff, RosterRules.DEFAULT).solve(LIMIT).roster().isPresent();
      double peer = (System.nanoTime() - begin) / 1e6;
      print(
          staff,
          own,
          found ? Table.count(peer) : "none in %d s".formatted(LIMIT.toSeconds()),
          "%,.0f times".formatted(peer / own));
    }
    System.out.println();
  }

  private static void print(int staff, double own, String peer, String ratio) {
    Table.row(Table.count(staff), "%.3f".formatted(own), peer, ratio);
  }

  /** The median of several runs after a warm-up, in milliseconds. */
  private static double construct(int staff) {
    RosterSolver solver = new RosterSolver();
    double[] millis = new double[RUNS];
    for (int run = -RUNS; run < RUNS; run++) {
      long begin = System.nanoTime();
      solver.solve(staff, RosterRules.DEFAULT);
      if (run >= 0) {
        millis[run] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[RUNS / 2];
  }
}
