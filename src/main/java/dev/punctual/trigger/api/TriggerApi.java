package dev.punctual.trigger.api;

import dev.punctual.batch.ImportReport;
import dev.punctual.batch.ImportTerms;
import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.trigger.domain.Due;
import dev.punctual.trigger.domain.ScheduleSpec;
import dev.punctual.trigger.domain.Trigger;
import dev.punctual.trigger.domain.TriggerKind;
import dev.punctual.trigger.domain.TriggerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Definitions, and what can be done with one. Failures: {@code not_found}, {@code id_taken}, {@code
 * validation_failed} (a definition that makes no sense, with pointers from the definition's root),
 * {@code precondition_failed}, {@code payload_invalid}, {@code managed_by_call}.
 */
public final class TriggerApi {
  private static final Duration IMPORT_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration BULK_TIMEOUT = Duration.ofSeconds(30);

  public static final Address<CreateTrigger, CreatedTrigger> CREATE_TRIGGER =
      Address.of("trigger.create", CreateTrigger.class, CreatedTrigger.class);
  public static final Address<ById, Trigger> GET_TRIGGER =
      Address.of("trigger.get", ById.class, Trigger.class);
  public static final Address<ListTriggers, TriggerList> LIST_TRIGGERS =
      Address.of("trigger.list", ListTriggers.class, TriggerList.class);
  public static final Address<ChangeTrigger, CreatedTrigger> CHANGE_TRIGGER =
      Address.of("trigger.change", ChangeTrigger.class, CreatedTrigger.class);
  public static final Address<EnableTrigger, Trigger> ENABLE_TRIGGER =
      Address.of("trigger.enable", EnableTrigger.class, Trigger.class);
  public static final Address<DeleteTrigger, Done> DELETE_TRIGGER =
      Address.of("trigger.delete", DeleteTrigger.class, Done.class);
  public static final Address<RotateSecret, NewSecret> ROTATE_SECRET =
      Address.of("trigger.rotate-secret", RotateSecret.class, NewSecret.class);
  public static final Address<ImportTriggers, ImportReport> IMPORT_TRIGGERS =
      Address.of("trigger.import", ImportTriggers.class, ImportReport.class).within(IMPORT_TIMEOUT);

  /** For features whose own rows have triggers; in any number, and as often as it takes. */
  public static final Address<PutTriggers, Done> PUT_TRIGGERS =
      Address.of("trigger.put-all", PutTriggers.class, Done.class).within(BULK_TIMEOUT);

  public static final Address<RemoveTriggers, Done> REMOVE_TRIGGERS =
      Address.of("trigger.remove-all", RemoveTriggers.class, Done.class).within(BULK_TIMEOUT);

  public static final Address<TestTrigger, Accepted> TEST_TRIGGER =
      Address.of("trigger.test", TestTrigger.class, Accepted.class);
  public static final Address<TestDefinition, Accepted> TEST_DEFINITION =
      Address.of("trigger.test-definition", TestDefinition.class, Accepted.class);

  public static final Address<Preview, PreviewList> PREVIEW =
      Address.of("trigger.preview", Preview.class, PreviewList.class);
  public static final Address<UpcomingOfTrigger, FiringList> UPCOMING_OF_TRIGGER =
      Address.of("trigger.upcoming-of", UpcomingOfTrigger.class, FiringList.class);
  public static final Address<Upcoming, FiringList> UPCOMING =
      Address.of("trigger.upcoming", Upcoming.class, FiringList.class);

  public static final Address<CounterByName, Counter> GET_COUNTER =
      Address.of("trigger.counter", CounterByName.class, Counter.class);
  public static final Address<ListCounters, CounterList> LIST_COUNTERS =
      Address.of("trigger.counters", ListCounters.class, CounterList.class);

  private TriggerApi() {}

  public record ById(String tenant, String id) {}

  public record CreateTrigger(String tenant, Optional<String> id, TriggerSpec spec) {}

  /**
   * A trigger and, only when it was made just now, the secret that its calls are signed with.
   *
   * @param signingSecret {@code whsec_} and Base64
   */
  public record CreatedTrigger(Trigger trigger, Optional<String> signingSecret) {}

  /** Replaces a definition. */
  public record ChangeTrigger(String tenant, String id, TriggerSpec spec, OptionalLong ifVersion) {}

  /** Resumes or pauses. */
  public record EnableTrigger(String tenant, String id, boolean enabled, OptionalLong ifVersion) {}

  public record DeleteTrigger(String tenant, String id, OptionalLong ifVersion) {}

  /** Makes a new signing secret; the old one also signs for a while. */
  public record RotateSecret(String tenant, String id, OptionalLong ifVersion) {}

  public record NewSecret(String signingSecret) {}

  /**
   * Asks for triggers ordered by id.
   *
   * @param text a part of the name
   * @param label {@code key} or {@code key:value}
   * @param after the last id of the page before
   */
  public record ListTriggers(
      String tenant,
      Optional<TriggerKind> kind,
      Optional<Boolean> enabled,
      Optional<String> text,
      Optional<String> label,
      Optional<String> after,
      int limit) {}

  public record TriggerList(List<Trigger> triggers) {
    public TriggerList {
      triggers = List.copyOf(triggers);
    }
  }

  /** A row and its place in the array. */
  public record TriggerRow(int index, Optional<String> id, TriggerSpec spec) {}

  public record ImportTriggers(String tenant, ImportTerms terms, List<TriggerRow> rows) {}

  /**
   * Has triggers be as given: makes those that do not exist, changes those that differ, and leaves
   * alone what is so already, fired or not. One that is due in the past fires at once.
   */
  public record PutTriggers(String tenant, List<GivenTrigger> triggers) {
    public PutTriggers {
      triggers = List.copyOf(triggers);
    }
  }

  public record GivenTrigger(String id, TriggerSpec spec) {}

  /** Removes those that exist. */
  public record RemoveTriggers(String tenant, List<String> ids) {
    public RemoveTriggers {
      ids = List.copyOf(ids);
    }
  }

  /** Fires a stored trigger once, now. */
  public record TestTrigger(
      String tenant, String id, Optional<String> payload, OptionalLong ifVersion) {}

  /** Fires a definition once, now, and keeps nothing of it but the event. */
  public record TestDefinition(String tenant, TriggerSpec spec) {}

  /**
   * The event that the run will be logged as.
   *
   * @param replayed an earlier request with the same Idempotency-Key had it accepted
   */
  public record Accepted(UUID eventId, boolean replayed) {}

  /**
   * Asks when a schedule would be due.
   *
   * @param from the first instant that counts; empty for now
   */
  public record Preview(ScheduleSpec schedule, Optional<Instant> from, int count) {}

  public record PreviewList(List<Due> due) {
    public PreviewList {
      due = List.copyOf(due);
    }
  }

  public record UpcomingOfTrigger(String tenant, String id, int limit) {}

  public record Upcoming(String tenant, Optional<Instant> until, int limit) {}

  /** A firing that is to come. */
  public record Firing(String triggerId, String name, Instant scheduledFor) {}

  /** Soonest first. */
  public record FiringList(List<Firing> firings) {
    public FiringList {
      firings = List.copyOf(firings);
    }
  }

  public record CounterByName(String tenant, String name) {}

  public record Counter(String name, long value, Instant updatedAt) {}

  public record ListCounters(String tenant, Optional<String> after, int limit) {}

  public record CounterList(List<Counter> counters) {
    public CounterList {
      counters = List.copyOf(counters);
    }
  }
}
