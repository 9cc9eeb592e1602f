package dev.punctual.shift;

import dev.punctual.shift.api.ShiftApi.ListSchedules;
import dev.punctual.shift.api.ShiftApi.ReadRoster;
import dev.punctual.shift.api.ShiftApi.RosterRow;
import dev.punctual.shift.domain.Roster;
import dev.punctual.shift.domain.ScheduleJob;
import dev.punctual.shift.domain.ScheduleJob.Completed;
import dev.punctual.shift.domain.ScheduleJob.Failed;
import dev.punctual.shift.domain.ScheduleJob.Pending;
import dev.punctual.shift.domain.ScheduleJob.Processing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where schedules are kept, and the queue of those that wait. Writes of a claimed job tell whether
 * the claim still held: {@code false} means that another node has the job and nothing was written.
 */
interface ScheduleStore {
  /**
   * Puts a job in the queue; fails with {@code id_taken}.
   *
   * @param traceparent the place in a trace that it is made at
   */
  Future<Pending> create(Pending job, Optional<String> traceparent);

  /** The job; fails with {@code not_found}. */
  Future<ScheduleJob> get(String tenant, String id);

  Future<List<ScheduleJob>> list(ListSchedules query);

  /** Removes a job that nobody works on; fails with {@code schedule_processing}. */
  Future<Void> delete(String tenant, String id);

  Future<List<RosterRow>> roster(ReadRoster query);

  /** Takes up the job that has waited longest, if one is due, for the length of a lease. */
  Future<Optional<Claimed>> claim(String owner, Instant now, Duration lease);

  Future<Boolean> renew(Processing job, String owner, Duration lease);

  /**
   * Stores the roster and completes the job, both or nothing.
   *
   * @param outcome asked for when the roster is written, so that it knows when that was
   */
  Future<Boolean> complete(
      Processing job,
      Supplier<Completed> outcome,
      String owner,
      List<String> staffIds,
      Roster roster);

  Future<Boolean> fail(Processing job, Failed outcome, String owner);

  Future<Boolean> postpone(Processing job, Pending outcome, String owner, Instant dueAt);

  /** A job, and where in a trace it was asked for. */
  record Claimed(Processing job, Optional<String> traceparent) {}

  /** How many jobs wait and how many are being worked on. */
  Future<QueueDepth> depth();

  /** Jobs that are not finished. */
  record QueueDepth(long pending, long processing) {}
}
