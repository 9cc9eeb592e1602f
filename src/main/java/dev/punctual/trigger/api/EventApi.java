package dev.punctual.trigger.api;

import dev.punctual.bus.Address;
import dev.punctual.bus.Topic;
import dev.punctual.trigger.api.TriggerApi.Accepted;
import dev.punctual.trigger.domain.EventStatus;
import dev.punctual.trigger.domain.Source;
import dev.punctual.trigger.domain.TriggerEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The event log. Failures: {@code not_found}, {@code not_replayable} (its trigger is gone or was
 * never stored).
 */
public final class EventApi {
  public static final Address<ListEvents, EventList> LIST_EVENTS =
      Address.of("trigger.events", ListEvents.class, EventList.class);
  public static final Address<EventById, TriggerEvent> GET_EVENT =
      Address.of("trigger.event", EventById.class, TriggerEvent.class);
  public static final Address<Summarise, Summary> SUMMARISE =
      Address.of("trigger.event-summary", Summarise.class, Summary.class);
  public static final Address<EventById, Accepted> REPLAY_EVENT =
      Address.of("trigger.event-replay", EventById.class, Accepted.class);
  public static final Address<ReplayEvents, Replayed> REPLAY_EVENTS =
      Address.of("trigger.events-replay", ReplayEvents.class, Replayed.class);
  public static final Address<ReadTail, Tail> READ_TAIL =
      Address.of("trigger.event-tail", ReadTail.class, Tail.class);

  /** A hint that the log has grown. */
  public static final Topic<EventsLogged> EVENTS_LOGGED =
      new Topic<>("trigger.events-logged", EventsLogged.class);

  private EventApi() {}

  /** How old an event may be to be seen. */
  public enum View {
    /** Since its end, less time has passed than {@code retention.active}; or it still runs. */
    ACTIVE,
    /** Older than that, and younger than {@code retention.total}. */
    ARCHIVED
  }

  /**
   * What events have in common.
   *
   * @param from {@code fired_at} is not before it
   * @param to {@code fired_at} is before it
   */
  public record EventFilter(
      View view,
      Optional<String> triggerId,
      Optional<EventStatus> status,
      Optional<Source> source,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** The place of an event in a list, which is ordered by {@code fired_at} and id, newest first. */
  public record Position(Instant firedAt, UUID id) {}

  /** Asks for events, newest first. */
  public record ListEvents(
      String tenant, EventFilter filter, Optional<Position> before, int limit) {}

  public record EventList(List<TriggerEvent> events) {
    public EventList {
      events = List.copyOf(events);
    }
  }

  public record EventById(String tenant, UUID id) {}

  /** Asks for triggers ordered by id, with what happened in the last {@code retention.total}. */
  public record Summarise(
      String tenant, Optional<String> triggerId, Optional<String> after, int limit) {}

  public record Summary(List<TriggerSummary> triggers) {
    public Summary {
      triggers = List.copyOf(triggers);
    }
  }

  /**
   * What happened of one trigger.
   *
   * @param active running and ended events by the label of their status
   * @param archived the same of the archive
   * @param latenessMs of all events that ran
   * @param latencyMs from firing to the end, of all events that ran
   */
  public record TriggerSummary(
      String triggerId,
      Map<String, Long> active,
      Map<String, Long> archived,
      Percentiles latenessMs,
      Percentiles latencyMs) {
    public TriggerSummary {
      active = Map.copyOf(active);
      archived = Map.copyOf(archived);
    }
  }

  /** In milliseconds, to the resolution of the histogram; 0 without events. */
  public record Percentiles(double p50, double p95, double p99) {}

  /**
   * Runs events again, at most {@code limit} of them.
   *
   * @param dryRun only counts
   */
  public record ReplayEvents(String tenant, EventFilter filter, int limit, boolean dryRun) {}

  /**
   * What a replay did.
   *
   * @param matched events that fit the filter and can be replayed, counted up to the limit
   */
  public record Replayed(long matched, long replayed) {}

  /** So many events were logged on some node. */
  public record EventsLogged(int count) {}

  /**
   * Asks for what was logged after an event, oldest first; without one, for nothing but the place
   * where the log ends now. An id that is not in the log is {@code not_found}.
   */
  public record ReadTail(String tenant, Optional<TailPosition> after, int limit) {}

  /**
   * A place in the order of logging.
   *
   * @param loggedAt absent where only the id is known (a client that resumes)
   * @param nextRound where reading starts again once it has come to the end of the log: what was
   *     logged since may have been committed out of order; absent outside of {@link Tail#end}
   */
  public record TailPosition(Optional<Instant> loggedAt, UUID id, Optional<Instant> nextRound) {
    public TailPosition(Optional<Instant> loggedAt, UUID id) {
      this(loggedAt, id, Optional.empty());
    }
  }

  /** An event and where it stands in the order of logging. */
  public record TailEvent(TriggerEvent event, TailPosition position) {}

  /**
   * The next events, some of which the reader may know already, and where to go on. Fewer than were
   * asked for: there are no more just now.
   */
  public record Tail(List<TailEvent> events, TailPosition end) {
    public Tail {
      events = List.copyOf(events);
    }
  }
}
