package dev.punctual.shift;

import static dev.punctual.postgres.PgTimes.utc;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.Sql;
import dev.punctual.problem.ProblemType;
import dev.punctual.shift.api.ShiftApi.ListSchedules;
import dev.punctual.shift.api.ShiftApi.Position;
import dev.punctual.shift.api.ShiftApi.ReadRoster;
import dev.punctual.shift.api.ShiftApi.RosterRow;
import dev.punctual.shift.domain.Roster;
import dev.punctual.shift.domain.RosterPeriod;
import dev.punctual.shift.domain.ScheduleJob;
import dev.punctual.shift.domain.ScheduleJob.Completed;
import dev.punctual.shift.domain.ScheduleJob.Failed;
import dev.punctual.shift.domain.ScheduleJob.Failure;
import dev.punctual.shift.domain.ScheduleJob.Order;
import dev.punctual.shift.domain.ScheduleJob.Pending;
import dev.punctual.shift.domain.ScheduleJob.Processing;
import dev.punctual.shift.domain.ScheduleJob.Status;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Schedules in PostgreSQL. Leases run on the database's clock, the only one that nodes share. */
final class PgScheduleStore implements ScheduleStore {
  private static final Sql INSERT =
      Sql.of(
          """
          INSERT INTO shift.schedule
            (tenant, id, staff_group_id, period_begin_date, status, created_at, due_at,
             traceparent)
          VALUES ($1, $2, $3, $4, 'PENDING', $5, $5, $6)
          ON CONFLICT (tenant, id) DO NOTHING
          """);

  private static final Sql SELECT =
      Sql.of("SELECT * FROM shift.schedule WHERE tenant = $1 AND id = $2");

  private static final Sql LIST =
      Sql.of(
          """
          SELECT * FROM shift.schedule
          WHERE tenant = $1
            AND ($2::text IS NULL OR staff_group_id = $2)
            AND ($3::text IS NULL OR status = $3)
            AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::text))
          ORDER BY created_at DESC, id DESC
          LIMIT $6
          """);

  private static final Sql DELETE =
      Sql.of("DELETE FROM shift.schedule WHERE tenant = $1 AND id = $2 AND status <> 'PROCESSING'");

  private static final Sql DELETE_ASSIGNMENTS =
      Sql.of("DELETE FROM shift.assignment WHERE tenant = $1 AND schedule_id = $2");

  private static final Sql CLAIM =
      Sql.of(
          """
          UPDATE shift.schedule s
          SET status = 'PROCESSING', started_at = COALESCE(s.started_at, $2),
              attempt = s.attempt + 1, lease_owner = $1,
              lease_until = clock_timestamp() + $3 * interval '1 millisecond'
          FROM (
            SELECT tenant, id FROM shift.schedule
            WHERE status IN ('PENDING', 'PROCESSING') AND due_at <= $2
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY due_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED
          ) due
          WHERE s.tenant = due.tenant AND s.id = due.id
          RETURNING s.*
          """);

  private static final Sql RENEW =
      Sql.of(
          """
          UPDATE shift.schedule
          SET lease_until = clock_timestamp() + $6 * interval '1 millisecond'
          WHERE tenant = $1 AND id = $2
            AND status = 'PROCESSING' AND attempt = $3 AND lease_owner = $4 AND created_at = $5
          """);

  /** While the row is locked nobody else can claim the job. */
  private static final Sql HOLD =
      Sql.of(
          """
          SELECT FROM shift.schedule
          WHERE tenant = $1 AND id = $2
            AND status = 'PROCESSING' AND attempt = $3 AND lease_owner = $4 AND created_at = $5
          FOR UPDATE
          """);

  private static final Sql FINISH =
      Sql.of(
          """
          UPDATE shift.schedule
          SET status = $6, finished_at = $7, failure_code = $8, failure_detail = $9,
              lease_owner = NULL, lease_until = NULL
          WHERE tenant = $1 AND id = $2
            AND status = 'PROCESSING' AND attempt = $3 AND lease_owner = $4 AND created_at = $5
          """);

  private static final Sql POSTPONE =
      Sql.of(
          """
          UPDATE shift.schedule
          SET status = 'PENDING', due_at = $6, lease_owner = NULL, lease_until = NULL
          WHERE tenant = $1 AND id = $2
            AND status = 'PROCESSING' AND attempt = $3 AND lease_owner = $4 AND created_at = $5
          """);

  /** One string of 28 initials a person crosses the wire; the server makes the rows of it. */
  private static final Sql INSERT_ASSIGNMENTS =
      Sql.of(
          """
          INSERT INTO shift.assignment (tenant, schedule_id, staff_id, date, shift)
          SELECT $1, $2, r.staff_id, $5::date + d.day, substr(r.shifts, d.day + 1, 1)::"char"
          FROM unnest($3::text[], $4::text[]) AS r(staff_id, shifts)
          CROSS JOIN generate_series(0, 27) AS d(day)
          """);

  private static final Sql ROSTER =
      Sql.of(
          """
          SELECT staff_id, string_agg(shift::text, '' ORDER BY date) AS shifts
          FROM shift.assignment
          WHERE tenant = $1 AND schedule_id = $2
            AND ($3::text IS NULL OR staff_id = $3)
            AND ($4::text IS NULL OR staff_id > $4)
          GROUP BY staff_id
          ORDER BY staff_id
          LIMIT $5
          """);

  private static final Sql DEPTH =
      Sql.of(
          """
          SELECT count(*) FILTER (WHERE status = 'PENDING') AS pending,
                 count(*) FILTER (WHERE status = 'PROCESSING') AS processing
          FROM shift.schedule WHERE status IN ('PENDING', 'PROCESSING')
          """);

  private final PgDatabase database;

  PgScheduleStore(PgDatabase database) {
    this.database = database;
  }

  @Override
  public Future<Pending> create(Pending job, Optional<String> traceparent) {
    Order order = job.order();
    Tuple values =
        Tuple.of(
            order.tenant(),
            order.id(),
            order.groupId(),
            order.begin(),
            utc(order.createdAt()),
            traceparent.orElse(null));
    return database
        .run(INSERT, values)
        .compose(
            stored ->
                stored.rowCount() == 1
                    ? Future.succeededFuture(job)
                    : Future.failedFuture(idTaken(order.id())));
  }

  @Override
  public Future<ScheduleJob> get(String tenant, String id) {
    return database
        .run(SELECT, Tuple.of(tenant, id))
        .compose(
            rows ->
                rows.stream()
                    .findFirst()
                    .map(row -> Future.succeededFuture(job(row)))
                    .orElseGet(() -> Future.failedFuture(notFound(id))));
  }

  @Override
  public Future<List<ScheduleJob>> list(ListSchedules query) {
    Tuple parameters =
        Tuple.of(
            query.tenant(),
            query.group().orElse(null),
            query.status().map(Status::name).orElse(null),
            query.before().map(Position::createdAt).map(instant -> utc(instant)).orElse(null),
            query.before().map(Position::id).orElse(null),
            query.limit());
    return database
        .run(LIST, parameters)
        .map(rows -> rows.stream().map(PgScheduleStore::job).toList());
  }

  @Override
  public Future<Void> delete(String tenant, String id) {
    return database.transaction(
        tx ->
            tx.run(DELETE, Tuple.of(tenant, id))
                .compose(
                    gone ->
                        gone.rowCount() == 1
                            ? tx.run(DELETE_ASSIGNMENTS, Tuple.of(tenant, id)).mapEmpty()
                            : tx.run(SELECT, Tuple.of(tenant, id))
                                .compose(rows -> Future.failedFuture(whyNotDeleted(rows, id)))));
  }

  private static RuntimeException whyNotDeleted(RowSet<Row> rows, String id) {
    return rows.size() == 0
        ? notFound(id)
        : ProblemType.SCHEDULE_PROCESSING.because(
            "The schedule " + id + " is being worked on; it can be removed when it is finished.");
  }

  @Override
  public Future<List<RosterRow>> roster(ReadRoster query) {
    Tuple parameters =
        Tuple.of(
            query.tenant(),
            query.id(),
            query.staffId().orElse(null),
            query.after().orElse(null),
            query.limit());
    return database
        .run(ROSTER, parameters)
        .map(
            rows ->
                rows.stream()
                    .map(row -> new RosterRow(row.getString("staff_id"), row.getString("shifts")))
                    .toList());
  }

  @Override
  public Future<Optional<Claimed>> claim(String owner, Instant now, Duration lease) {
    return database
        .run(CLAIM, Tuple.of(owner, utc(now), (double) lease.toMillis()))
        .map(rows -> rows.stream().findFirst().map(PgScheduleStore::claimed));
  }

  private static Claimed claimed(Row row) {
    return new Claimed(
        new Pending(order(row)).start(instant(row, "started_at"), row.getInteger("attempt")),
        Optional.ofNullable(row.getString("traceparent")));
  }

  @Override
  public Future<Boolean> renew(Processing job, String owner, Duration lease) {
    return database
        .run(RENEW, fence(job, owner).addDouble((double) lease.toMillis()))
        .map(PgScheduleStore::held);
  }

  @Override
  public Future<Boolean> complete(
      Processing job,
      Supplier<Completed> outcome,
      String owner,
      List<String> staffIds,
      Roster roster) {
    return database.transaction(
        tx ->
            tx.run(HOLD, fence(job, owner))
                .compose(
                    held ->
                        held.size() == 1
                            ? tx.run(INSERT_ASSIGNMENTS, assignments(job, staffIds, roster))
                                .compose(
                                    written -> tx.run(FINISH, completed(job, outcome.get(), owner)))
                                .map(PgScheduleStore::held)
                            : Future.succeededFuture(false)));
  }

  private static Tuple completed(Processing job, Completed outcome, String owner) {
    return fence(job, owner)
        .addString(outcome.status().name())
        .addOffsetDateTime(utc(outcome.finished()))
        .addString(null)
        .addString(null);
  }

  private static Tuple assignments(Processing job, List<String> staffIds, Roster roster) {
    String[] shifts = new String[staffIds.size()];
    char[] initials = new char[RosterPeriod.DAYS];
    for (int person = 0; person < shifts.length; person++) {
      for (int day = 0; day < initials.length; day++) {
        initials[day] = roster.shift(person, day).name().charAt(0);
      }
      shifts[person] = new String(initials);
    }
    return Tuple.of(job.order().tenant(), job.order().id())
        .addArrayOfString(staffIds.toArray(String[]::new))
        .addArrayOfString(shifts)
        .addLocalDate(job.order().begin());
  }

  @Override
  public Future<Boolean> fail(Processing job, Failed outcome, String owner) {
    Tuple finished =
        fence(job, owner)
            .addString(outcome.status().name())
            .addOffsetDateTime(utc(outcome.finished()))
            .addString(outcome.reason().code())
            .addString(outcome.reason().detail());
    return database.run(FINISH, finished).map(PgScheduleStore::held);
  }

  @Override
  public Future<Boolean> postpone(Processing job, Pending outcome, String owner, Instant dueAt) {
    return database
        .run(POSTPONE, fence(job, owner).addOffsetDateTime(utc(dueAt)))
        .map(PgScheduleStore::held);
  }

  @Override
  public Future<QueueDepth> depth() {
    return database
        .run(DEPTH, Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .map(row -> new QueueDepth(row.getLong("pending"), row.getLong("processing")));
  }

  /**
   * The first five parameters of every write of a claimed job: nobody else may have taken it, and
   * its id may not have passed on to a job that came later.
   */
  private static Tuple fence(Processing job, String owner) {
    Order order = job.order();
    return Tuple.of(order.tenant(), order.id(), job.attempt(), owner, utc(order.createdAt()));
  }

  private static boolean held(RowSet<Row> written) {
    return written.rowCount() == 1;
  }

  private static ScheduleJob job(Row row) {
    Order order = order(row);
    return switch (Status.valueOf(row.getString("status"))) {
      case PENDING -> new Pending(order);
      case PROCESSING ->
          new Processing(order, instant(row, "started_at"), row.getInteger("attempt"));
      case COMPLETED ->
          new Completed(order, instant(row, "started_at"), instant(row, "finished_at"));
      case FAILED ->
          new Failed(
              order,
              instant(row, "started_at"),
              instant(row, "finished_at"),
              new Failure(row.getString("failure_code"), row.getString("failure_detail")));
    };
  }

  private static Order order(Row row) {
    return new Order(
        row.getString("tenant"),
        row.getString("id"),
        row.getString("staff_group_id"),
        row.getLocalDate("period_begin_date"),
        instant(row, "created_at"));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  private static RuntimeException idTaken(String id) {
    return ProblemType.ID_TAKEN.because("A schedule has the id " + id + " already.");
  }

  private static RuntimeException notFound(String id) {
    return ProblemType.NOT_FOUND.because("There is no schedule with the id " + id + ".");
  }
}
