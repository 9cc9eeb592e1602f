package dev.punctual.e2e.faults;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.punctual.e2e.ExpectedFirings;
import dev.punctual.testkit.WebhookSink.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the log, the counter and the endpoint differ from what must have fired. */
final class Deviations {
  private static final int SHOWN = 5;

  private final List<LogRow> log;
  private final Map<String, List<LogRow>> byTrigger;
  private final List<String> found = new ArrayList<>();

  Deviations(List<LogRow> log) {
    this.log = log;
    this.byTrigger = log.stream().collect(groupingBy(LogRow::triggerId));
    add("ids that are logged twice", repeated(log.stream().map(LogRow::id).toList()));
  }

  List<String> found() {
    return List.copyOf(found);
  }

  /** Every instant exactly once, and each of them ran. */
  Deviations everyInstant(ExpectedFirings trigger) {
    List<Instant> fired = instants(trigger.id());
    Set<Instant> gaps = new HashSet<>(trigger.certain());
    fired.forEach(gaps::remove);
    add(trigger.id() + " has gaps", gaps);
    add(
        trigger.id() + " did not run",
        byTrigger.getOrDefault(trigger.id(), List.of()).stream()
            .filter(row -> !row.succeeded())
            .toList());
    return noOtherInstant(trigger);
  }

  /** What its misfire policy leaves out is left out; everything else as it must be. */
  Deviations noOtherInstant(ExpectedFirings trigger) {
    List<Instant> fired = instants(trigger.id());
    add(trigger.id() + " has duplicates", repeated(fired));
    Set<Instant> others = new HashSet<>(fired);
    others.removeAll(trigger.certain());
    others.removeAll(trigger.possible());
    add(trigger.id() + " fired when it should not", others);
    return this;
  }

  /** Each acknowledged event, and nothing else. */
  Deviations exactly(String triggerId, Set<String> acknowledged) {
    Set<String> logged =
        byTrigger.getOrDefault(triggerId, List.of()).stream().map(LogRow::id).collect(toSet());
    add("acknowledged, but not logged", without(acknowledged, logged));
    add("logged, but not acknowledged", without(logged, acknowledged));
    return this;
  }

  Deviations counted(String prefix, long value) {
    long logged = log.stream().filter(row -> row.triggerId().startsWith(prefix)).count();
    if (value != logged) {
      found.add("counted %d, logged %d".formatted(value, logged));
    }
    return this;
  }

  /** The endpoint was called for what ran, and twice only where the fault left it in doubt. */
  Deviations called(Set<String> triggers, List<Delivery> deliveries, Fault fault) {
    Map<String, List<Delivery>> calls =
        deliveries.stream().collect(groupingBy(Delivery::webhookId));
    Set<String> ran =
        log.stream()
            .filter(row -> triggers.contains(row.triggerId()) && row.succeeded())
            .map(LogRow::id)
            .collect(toSet());
    add("ran, but nobody was called", without(ran, calls.keySet()));
    add("called, but not logged as run", without(calls.keySet(), ran));
    add(
        "called again without need",
        calls.values().stream()
            .filter(same -> same.size() > 1 && !fault.leavesInDoubt(same.get(0).arrivedAt()))
            .toList());
    return this;
  }

  /** Nothing waited longer than it must; webhooks wait with whoever took them. */
  Deviations inTime(String webhook, Fault fault) {
    add(
        "fired too late",
        log.stream()
            .filter(row -> !row.triggerId().equals(webhook))
            .filter(row -> row.firedAt().isAfter(fault.latest(row.scheduledFor())))
            .toList());
    add(
        "fired early",
        log.stream().filter(row -> row.firedAt().isBefore(row.scheduledFor())).toList());
    return this;
  }

  /** The longest that anything waited, counted from when somebody was able to fire it. */
  Duration longestWait(String webhook, Fault fault) {
    return log.stream()
        .filter(row -> !row.triggerId().equals(webhook))
        .map(
            row ->
                Duration.between(
                    fault.latest(row.scheduledFor()).minus(Fault.RESUMES_WITHIN), row.firedAt()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private List<Instant> instants(String triggerId) {
    return byTrigger.getOrDefault(triggerId, List.of()).stream().map(LogRow::scheduledFor).toList();
  }

  private void add(String what, Collection<?> items) {
    if (!items.isEmpty()) {
      found.add(
          "%s: %d, such as %s".formatted(what, items.size(), items.stream().limit(SHOWN).toList()));
    }
  }

  private static <T> Set<T> repeated(List<T> items) {
    Set<T> seen = new HashSet<>();
    return items.stream().filter(item -> !seen.add(item)).collect(toSet());
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(others);
    return rest;
  }
}
