package dev.punctual.bench;

import java.time.Duration;

/** Runs a benchmark to its end, whatever threads it leaves behind. */
final class Driver {
  private static final int SECONDS_A_STEP = 60;

  private Driver() {}

  interface Steps {
    void run(Duration span) throws Exception;
  }

  /** With the seconds of a step as the first argument. */
  static void run(String[] args, Steps steps) {
    try {
      steps.run(Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : SECONDS_A_STEP));
      System.exit(0);
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      System.exit(1);
    }
  }
}
