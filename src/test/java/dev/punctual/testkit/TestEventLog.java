package dev.punctual.testkit;

import static dev.punctual.testkit.Futures.await;

import dev.punctual.postgres.PgDatabase;
import dev.punctual.postgres.PgMigrations;
import dev.punctual.postgres.PgTarget;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** An event log of the test's own in a real database. */
public final class TestEventLog implements AutoCloseable {
  private static final TestDatabase TEMPLATE = migrated();
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'event_'uuuuMMdd't'HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase server = TestPostgres.createFrom(TEMPLATE.name());
  private final PgDatabase database =
      PgDatabase.open(vertx, target(server), 8, Duration.ofSeconds(5), Duration.ofSeconds(30));
  private final Connection connection = connect();

  private static TestDatabase migrated() {
    TestDatabase database = TestPostgres.freshDatabase();
    PgMigrations.run(target(database), List.of("trigger"));
    return database;
  }

  private static PgTarget target(TestDatabase server) {
    return server.target();
  }

  public Vertx vertx() {
    return vertx;
  }

  public PgDatabase database() {
    return database;
  }

  /** Another connection, for a transaction beside. */
  public Connection connect() {
    try {
      return server.connect();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Partitions of the active log, of whole minutes. */
  public void partitions(Instant from, Instant to, Duration length) {
    for (Instant lower = from; lower.isBefore(to); lower = lower.plus(length)) {
      execute(
          "CREATE TABLE trigger.%s PARTITION OF trigger.event_active FOR VALUES FROM ('%s') TO ('%s')"
              .formatted(NAME.format(lower), lower, lower.plus(length)));
    }
  }

  public void insert(LoggedEvent... events) {
    insert(connection, List.of(events));
  }

  public void insert(Collection<LoggedEvent> events) {
    insert(connection, events);
  }

  /** As {@link #insert(Collection)}, in a transaction that the test commits. */
  public static void insert(Connection connection, Collection<LoggedEvent> events) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO trigger.event_active (id, tenant, trigger_id, trigger_kind, source, status,
              scheduled_for, fired_at, finished_at, logged_at, attempts, payload, attempt_log)
            VALUES (?, ?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, 1, '{"n":1}',
              '[{"number":1,"started_at":"2026-11-25T00:00:00Z",\
            "finished_at":"2026-11-25T00:00:01Z","status_code":200,"error":null}]')
            """)) {
      for (LoggedEvent event : events) {
        insert.setObject(1, event.id());
        insert.setString(2, event.tenant());
        insert.setString(3, event.triggerId().orElse(null));
        insert.setString(4, event.source());
        insert.setString(5, event.status());
        insert.setObject(6, utc(event.scheduledFor()));
        insert.setObject(7, utc(event.firedAt()));
        insert.setObject(8, utc(event.finishedAt()));
        insert.setObject(9, utc(event.loggedAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  public void execute(String statement) {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  /** The first column. */
  public List<String> query(String statement) {
    try (Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(statement)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new AssertionError(statement, e);
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    await(database.close());
    await(vertx.close());
    server.close();
  }
}
