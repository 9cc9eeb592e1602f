package dev.punctual.retention;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgTransaction;
import dev.punctual.postgres.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** The partitions of the event log, as PostgreSQL's catalogue knows them. */
final class PgPartitions {

  /** Where a partition hangs. */
  enum Place {
    ACTIVE,
    ARCHIVE,
    /** A table of ours that hangs nowhere: somebody took it off by hand. */
    NOWHERE
  }

  record Partition(Place place, TimeRange range) {}

  private static final Sql LIST =
      Sql.of(
          """
          SELECT place, bounds[1]::timestamptz AS lower, bounds[2]::timestamptz AS upper
          FROM (
            SELECT CASE i.inhparent WHEN 'trigger.event_active'::regclass THEN 'ACTIVE'
                                    ELSE 'ARCHIVE' END AS place,
              regexp_match(pg_get_expr(c.relpartbound, c.oid),
                'FROM [(]''(.+)''[)] TO [(]''(.+)''[)]') AS bounds
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent IN ('trigger.event_active'::regclass,
                                  'trigger.event_archive'::regclass)
              AND c.relkind = 'r'
            UNION ALL
            SELECT 'NOWHERE',
              regexp_match(pg_get_constraintdef(k.oid), '>= ''([^'']+)''.* < ''([^'']+)''')
            FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid
            WHERE c.relnamespace = 'trigger'::regnamespace AND c.relkind = 'r'
              AND NOT c.relispartition AND c.relname ~ '^event_[0-9]{8}t[0-9]{4}([0-9]{2})?$'
              AND k.conname = c.relname || '_range'
          ) known
          ORDER BY lower
          """);

  /** A partition that is dropped meanwhile has no size. */
  private static final Sql EXTENTS =
      Sql.of(
          """
          SELECT count(*) FILTER (WHERE active) AS active,
            count(*) FILTER (WHERE NOT active) AS archived,
            COALESCE(sum(bytes) FILTER (WHERE active), 0)::bigint AS active_bytes,
            COALESCE(sum(bytes) FILTER (WHERE NOT active), 0)::bigint AS archived_bytes
          FROM (
            SELECT inhparent = 'trigger.event_active'::regclass AS active,
              pg_total_relation_size(inhrelid) AS bytes
            FROM pg_inherits
            WHERE inhparent IN ('trigger.event_active'::regclass,
                                'trigger.event_archive'::regclass)
          ) partition
          """);

  /** How many partitions there are, and the disk that they take. */
  record Extent(long partitions, long bytes) {
    static final Extent NONE = new Extent(0, 0);
  }

  record Extents(Extent active, Extent archived) {}

  private final PgDatabase database;
  private final PgTurn turn;
  private final PartitionPlan plan;

  PgPartitions(PgDatabase database, PgTurn turn, PartitionPlan plan) {
    this.database = database;
    this.turn = turn;
    this.plan = plan;
  }

  /** Makes what is missing around an instant, also if another node has to be waited for. */
  Future<Integer> createAhead(Instant now) {
    return turn.await(
        tx ->
            list(tx)
                .map(known -> plan.missing(now, known.stream().map(Partition::range).toList()))
                .compose(
                    missing -> {
                      Future<Void> created = Future.succeededFuture();
                      for (TimeRange range : missing) {
                        created = created.compose(done -> create(tx, range));
                      }
                      return created.map(missing.size());
                    }));
  }

  /** Moves one partition of the active log that was over by then; whether there was one. */
  Future<Boolean> moveOne(Instant overBy) {
    return one(
        partition -> partition.place() == Place.ACTIVE && partition.range().isOver(overBy),
        (tx, partition) ->
            run(tx, detachFrom("event_active", partition.range()))
                .compose(detached -> run(tx, attachTo("event_archive", partition.range()))));
  }

  /** Drops one partition that was over by then; whether there was one. */
  Future<Boolean> dropOne(Instant overBy) {
    return one(
        partition -> partition.range().isOver(overBy),
        (tx, partition) -> run(tx, drop(partition.range())));
  }

  /** Hangs one table that hangs nowhere where it belongs; whether there was one. */
  Future<Boolean> adoptOne(Instant activeAfter) {
    return one(
        partition -> partition.place() == Place.NOWHERE,
        (tx, partition) -> {
          boolean archived = partition.range().isOver(activeAfter);
          return run(tx, attachTo(archived ? "event_archive" : "event_active", partition.range()));
        });
  }

  Future<Extents> extents() {
    return database
        .run(EXTENTS, Tuple.tuple())
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Extents(
                    new Extent(row.getLong("active"), row.getLong("active_bytes")),
                    new Extent(row.getLong("archived"), row.getLong("archived_bytes"))));
  }

  private interface Change {
    Future<Void> make(PgTransaction tx, Partition partition);
  }

  private Future<Boolean> one(Predicate<Partition> fits, Change change) {
    return turn.attempt(
            tx ->
                list(tx)
                    .map(known -> known.stream().filter(fits).findFirst())
                    .compose(
                        found ->
                            found
                                .map(partition -> change.make(tx, partition).map(true))
                                .orElse(Future.succeededFuture(false))))
        .map(changed -> changed.orElse(false));
  }

  private static Future<List<Partition>> list(PgTransaction tx) {
    return tx.run(LIST, Tuple.tuple())
        .map(rows -> rows.stream().map(PgPartitions::partition).toList());
  }

  private static Partition partition(Row row) {
    return new Partition(
        Place.valueOf(row.getString("place")),
        new TimeRange(
            row.getOffsetDateTime("lower").toInstant(),
            row.getOffsetDateTime("upper").toInstant()));
  }

  /** A plain table first: {@code CREATE TABLE … PARTITION OF} would lock all writers out. */
  private static Future<Void> create(PgTransaction tx, TimeRange range) {
    return run(tx, table(range)).compose(created -> run(tx, attachTo("event_active", range)));
  }

  /*
   * What follows can't be prepared: a statement's parameters can't stand for names. The names and
   * the bounds are made of instants alone.
   */

  /** The constraint spares every later ATTACH the look through all rows. */
  private static String table(TimeRange range) {
    return """
        CREATE TABLE trigger.%1$s (
          LIKE trigger.event_active INCLUDING ALL,
          CONSTRAINT %1$s_range CHECK (logged_at >= '%2$s' AND logged_at < '%3$s'))
        """
        .formatted(range.partitionName(), range.from(), range.to());
  }

  private static String attachTo(String parent, TimeRange range) {
    return "ALTER TABLE trigger.%s ATTACH PARTITION trigger.%s FOR VALUES FROM ('%s') TO ('%s')"
        .formatted(parent, range.partitionName(), range.from(), range.to());
  }

  private static String detachFrom(String parent, TimeRange range) {
    return "ALTER TABLE trigger.%s DETACH PARTITION trigger.%s"
        .formatted(parent, range.partitionName());
  }

  private static String drop(TimeRange range) {
    return "DROP TABLE trigger." + range.partitionName();
  }

  private static Future<Void> run(PgTransaction tx, String statement) {
    return tx.run(Sql.of(statement), Tuple.tuple()).mapEmpty();
  }
}
