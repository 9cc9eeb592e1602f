package dev.punctual.shift.api;

import dev.punctual.bus.Address;
import dev.punctual.bus.Address.Done;
import dev.punctual.shift.domain.ScheduleJob;
import dev.punctual.shift.domain.ScheduleJob.Failure;
import dev.punctual.shift.domain.ScheduleJob.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the Scheduling Service can be asked. Failures: {@code not_found}, {@code id_taken}, {@code
 * schedule_not_completed}, {@code schedule_processing}.
 */
public final class ShiftApi {
  public static final Address<CreateSchedule, Schedule> CREATE_SCHEDULE =
      Address.of("shift.create", CreateSchedule.class, Schedule.class);
  public static final Address<ById, Schedule> GET_SCHEDULE =
      Address.of("shift.get", ById.class, Schedule.class);
  public static final Address<ListSchedules, ScheduleList> LIST_SCHEDULES =
      Address.of("shift.list", ListSchedules.class, ScheduleList.class);
  public static final Address<ById, Done> DELETE_SCHEDULE =
      Address.of("shift.delete", ById.class, Done.class);
  public static final Address<ReadRoster, RosterPart> READ_ROSTER =
      Address.of("shift.roster", ReadRoster.class, RosterPart.class);

  private ShiftApi() {}

  public record ById(String tenant, String id) {}

  /**
   * Asks for a roster.
   *
   * @param id made by the service when empty
   * @param begin a Monday
   */
  public record CreateSchedule(
      String tenant, Optional<String> id, String groupId, LocalDate begin) {}

  /** A schedule as it stands. */
  public record Schedule(
      String id,
      String groupId,
      LocalDate begin,
      Status status,
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Failure> failure) {

    public static Schedule of(ScheduleJob job) {
      return new Schedule(
          job.order().id(),
          job.order().groupId(),
          job.order().begin(),
          job.status(),
          job.order().createdAt(),
          job.startedAt(),
          job.finishedAt(),
          job.failure());
    }
  }

  /**
   * Asks for schedules, newest first.
   *
   * @param before the instant and the id of the last schedule of the page before
   */
  public record ListSchedules(
      String tenant,
      Optional<String> group,
      Optional<Status> status,
      Optional<Position> before,
      int limit) {}

  /** A place in the list of schedules. */
  public record Position(Instant createdAt, String id) {}

  public record ScheduleList(List<Schedule> schedules) {
    public ScheduleList {
      schedules = List.copyOf(schedules);
    }
  }

  /**
   * Asks for some people's rows of a finished roster, ordered by person.
   *
   * @param staffId only this person
   * @param after the last person of the part before
   * @param limit people
   */
  public record ReadRoster(
      String tenant, String id, Optional<String> staffId, Optional<String> after, int limit) {}

  /** A person's 28 shifts by their initials: M, E and D. */
  public record RosterRow(String staffId, String shifts) {}

  public record RosterPart(List<RosterRow> rows) {
    public RosterPart {
      rows = List.copyOf(rows);
    }
  }
}
