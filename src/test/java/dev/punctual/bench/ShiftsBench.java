package dev.punctual.bench;

import dev.punctual.shift.domain.CpSatRoster;
import dev.punctual.shift.domain.RosterRules;
import dev.punctual.shift.domain.RosterSolver;
import java.time.Duration;
import java.util.Arrays;

/** The constructive solver, validation included, beside CP-SAT on the same rules, in one run. */
public final class ShiftsBench {
  private static final int RUNS = 15;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private ShiftsBench() {}

  public static void main(String[] args) {
    System.out.printf(
        "%d processors, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
    new CpSatRoster(10, RosterRules.DEFAULT).solve(LIMIT);
    System.out.printf("%8s %18s %14s %10s%n", "staff", "construction (ms)", "CP-SAT (ms)", "ratio");
    for (int staff : new int[] {50, 200, 500, 10_000}) {
      double own = construct(staff);
      if (staff > 500) {
        System.out.printf("%8d %18.3f %14s %10s%n", staff, own, "-", "-");
        continue;
      }
      long begin = System.nanoTime();
      boolean found = new CpSatRoster(staff, RosterRules.DEFAULT).solve(LIMIT).roster().isPresent();
      double peer = (System.nanoTime() - begin) / 1e6;
      System.out.printf(
          "%8d %18.3f %14s %10.0f%n",
          staff,
          own,
          found ? "%.0f".formatted(peer) : "none in %ds".formatted(LIMIT.toSeconds()),
          peer / own);
    }
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
