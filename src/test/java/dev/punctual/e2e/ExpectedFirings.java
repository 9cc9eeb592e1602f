package dev.punctual.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * When a trigger fires, as its client knows it: from its creation on, except while it is paused.
 */
public final class ExpectedFirings {
  /**
   * For so long a node that another one tells of a pause may not have heard of it: without a feed
   * it asks with each heartbeat.
   */
  private static final Duration HEARSAY = Duration.ofMillis(1_500);

  private final String id;
  private final Instant anchor;
  private final Duration rate;
  private final List<Span> spans = new ArrayList<>();
  private Instant from;

  /**
   * From its first firing until, and with, a pause.
   *
   * @param perhaps until when it may have fired all the same, because the pause was under way
   */
  private record Span(Instant first, Instant paused, Instant perhaps) {}

  ExpectedFirings(String id, Instant anchor, Duration rate) {
    this.id = id;
    this.anchor = anchor;
    this.rate = rate;
    this.from = anchor.plus(rate);
  }

  public String id() {
    return id;
  }

  /** Every instant from the first until, and with, another one. */
  List<Instant> instantsUntil(Instant last) {
    return instants(anchor.plus(rate), last).toList();
  }

  void pausedAt(Instant at, Instant answered) {
    spans.add(new Span(from, at, answered.plus(HEARSAY)));
  }

  void resumedAt(Instant at) {
    long passed = Duration.between(anchor, at).dividedBy(rate);
    from = anchor.plus(rate.multipliedBy(passed + 1));
  }

  /** What must have fired, now that it is paused. */
  public Set<Instant> certain() {
    Set<Instant> instants = new TreeSet<>();
    spans.forEach(span -> instants(span.first(), span.paused()).forEach(instants::add));
    return instants;
  }

  /** What may have fired beside that, because it was being paused just then. */
  public Set<Instant> possible() {
    Set<Instant> instants = new TreeSet<>();
    spans.forEach(span -> instants(span.first(), span.perhaps()).forEach(instants::add));
    instants.removeAll(certain());
    return instants;
  }

  private Stream<Instant> instants(Instant first, Instant last) {
    return Stream.iterate(first, at -> !at.isAfter(last), at -> at.plus(rate));
  }
}
