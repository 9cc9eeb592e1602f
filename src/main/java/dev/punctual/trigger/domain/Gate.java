package dev.punctual.trigger.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides what happens to an occurrence that is due. It looks at what is known in memory and at
 * nothing else: no I/O stands between the due instant and the action. What does not run leaves its
 * reason behind.
 */
public final class Gate {
  private final Duration misfireAfter;
  private final int waitingLimit;

  /**
   * A gate for every trigger.
   *
   * @param misfireAfter a firing that comes later than this was missed
   * @param waitingLimit how many firings of a trigger that are made up for may wait for each other
   */
  public Gate(Duration misfireAfter, int waitingLimit) {
    this.misfireAfter = misfireAfter;
    this.waitingLimit = waitingLimit;
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
    /**
     * It goes to its action.
     *
     * @param note what its event has to say of that
     */
    record Run(Optional<String> note) implements Decision {}

    /**
     * It waits until those under way have ended.
     *
     * @param note what its event has to say of that
     */
    record Wait(Optional<String> note) implements Decision {}

    /** It does not run. */
    record Skip(WhyNot why) implements Decision {}
  }

  public Decision decide(Facts facts) {
    if (isByHand(facts.source())) {
      return new Decision.Run(Optional.empty());
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
    Optional<String> note = missed ? Optional.of(Missed.LATE) : Optional.empty();
    if (facts.running() == 0 || facts.overlap() == Overlap.ALLOW) {
      return new Decision.Run(note);
    }
    boolean madeUpFor = missed || (facts.source() == Source.SCHEDULED && facts.mustRun());
    return facts.waiting() < placesToWait(facts.overlap(), madeUpFor)
        ? new Decision.Wait(note)
        : new Decision.Skip(inTheWay(facts.overlap()));
  }

  /**
   * What is made up for is due all at once, whatever the schedule's pace: it waits for its turn,
   * also where on time it would have been skipped.
   */
  private int placesToWait(Overlap overlap, boolean madeUpFor) {
    if (madeUpFor) {
      return waitingLimit;
    }
    return overlap == Overlap.QUEUE ? 1 : 0;
  }

  private static WhyNot inTheWay(Overlap overlap) {
    return WhyNot.overlap(
        overlap == Overlap.QUEUE
            ? "one execution is waiting already (overlap: queue)"
            : "the execution before is still running (overlap: skip)");
  }

  /** Somebody asked for this very run. */
  private static boolean isByHand(Source source) {
    return source == Source.MANUAL_TEST || source == Source.REPLAY;
  }
}
