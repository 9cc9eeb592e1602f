package dev.punctual.trigger.domain;

import java.time.Duration;

/**
 * Decides what happens to an occurrence that is due. It looks at what is known in memory and at
 * nothing else: no I/O stands between the due instant and the action. What does not run leaves its
 * reason behind.
 */
public final class Gate {
  private final Duration misfireAfter;

  /**
   * A gate with one threshold.
   *
   * @param misfireAfter a firing that comes later than this was missed
   */
  public Gate(Duration misfireAfter) {
    this.misfireAfter = misfireAfter;
  }

  /**
   * What is known at the gate.
   *
   * @param lateness how long ago it was due
   * @param mustRun the misfire policy has been applied to it, or it may have reached its action
   *     before on a node that died
   * @param laterOneIsDue another occurrence of its trigger is due as well, and a later one
   * @param running occurrences of its trigger that are under way
   * @param waiting occurrences of its trigger that wait for those
   */
  public record Facts(
      Source source,
      Overlap overlap,
      Misfire misfire,
      Duration lateness,
      boolean mustRun,
      boolean laterOneIsDue,
      int running,
      int waiting) {}

  /** What happens next. */
  public sealed interface Decision {
    /** It goes to its action. */
    record Run() implements Decision {}

    /** It waits until those under way have ended. */
    record Wait() implements Decision {}

    /** It does not run. */
    record Skip(WhyNot why) implements Decision {}
  }

  private static final Decision RUN = new Decision.Run();
  private static final Decision WAIT = new Decision.Wait();

  public Decision decide(Facts facts) {
    if (isByHand(facts.source())) {
      return RUN;
    }
    boolean missed =
        facts.source() == Source.SCHEDULED
            && !facts.mustRun()
            && facts.lateness().compareTo(misfireAfter) > 0;
    if (missed && facts.misfire() == Misfire.SKIP) {
      return new Decision.Skip(
          WhyNot.missed("missed: nobody could fire it in time (misfire: skip)"));
    }
    if (missed && facts.misfire() == Misfire.FIRE_ONCE && facts.laterOneIsDue()) {
      return new Decision.Skip(
          WhyNot.missed("missed: a later firing stands for it (misfire: fire_once)"));
    }
    if (facts.running() == 0) {
      return RUN;
    }
    return switch (facts.overlap()) {
      case ALLOW -> RUN;
      case SKIP ->
          new Decision.Skip(
              WhyNot.overlap("the execution before is still running (overlap: skip)"));
      case QUEUE ->
          facts.waiting() == 0
              ? WAIT
              : new Decision.Skip(
                  WhyNot.overlap("one execution is waiting already (overlap: queue)"));
    };
  }

  /** Somebody asked for this very run. */
  private static boolean isByHand(Source source) {
    return source == Source.MANUAL_TEST || source == Source.REPLAY;
  }
}
