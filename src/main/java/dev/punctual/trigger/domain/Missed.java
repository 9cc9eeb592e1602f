package dev.punctual.trigger.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of firings that were missed.
 *
 * @param fire what is made up for, in the order of time
 * @param skipped where none is made up for: the latest of them, which stands for all in the log
 */
public record Missed(List<Due> fire, Optional<Due> skipped) {
  static final String LATE = "was missed, fires late";

  public Missed {
    fire = List.copyOf(fire);
  }

  /**
   * Applies a misfire policy to the firings in [{@code first}, {@code missedBefore}).
   *
   * @param limit how many of them {@code FIRE_ALL} makes up for at most, at least 1
   */
  public static Missed of(
      Schedule schedule, Instant first, Instant missedBefore, Misfire misfire, int limit) {
    return MissedFirings.between(schedule, first, missedBefore)
        .map(missed -> of(missed, misfire, limit))
        .orElseGet(() -> new Missed(List.of(), Optional.empty()));
  }

  private static Missed of(MissedFirings missed, Misfire misfire, int limit) {
    return switch (misfire) {
      case FIRE_ONCE -> new Missed(List.of(once(missed)), Optional.empty());
      case SKIP -> new Missed(List.of(), Optional.of(skipped(missed)));
      case FIRE_ALL -> new Missed(all(missed, limit), Optional.empty());
    };
  }

  private static Due once(MissedFirings missed) {
    Due latest = missed.latest(1).get(0);
    return missed.count() == 1
        ? noted(latest, LATE)
        : noted(latest, "fires once for %s".formatted(summary(missed, latest)));
  }

  private static Due skipped(MissedFirings missed) {
    Due latest = missed.latest(1).get(0);
    return missed.count() == 1
        ? noted(latest, "was missed, skipped")
        : noted(latest, "skipped for %s".formatted(summary(missed, latest)));
  }

  private static String summary(MissedFirings missed, Due latest) {
    return "%d missed firings from %s to %s"
        .formatted(missed.count(), missed.earliest(), latest.scheduledFor());
  }

  private static List<Due> all(MissedFirings missed, int limit) {
    List<Due> latest = new ArrayList<>(missed.latest(limit));
    latest.replaceAll(due -> noted(due, LATE));
    long dropped = missed.count() - latest.size();
    if (dropped > 0) {
      String note = "%d missed before it, from %s on, are left out";
      latest.set(0, noted(latest.get(0), note.formatted(dropped, missed.earliest())));
    }
    return latest;
  }

  private static Due noted(Due due, String note) {
    return new Due(
        due.scheduledFor(), Optional.of(due.note().map(own -> own + "; " + note).orElse(note)));
  }
}
