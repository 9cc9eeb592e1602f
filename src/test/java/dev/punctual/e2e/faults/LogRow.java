package dev.punctual.e2e.faults;

import dev.punctual.testkit.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** A row of the event log, as it lies in the database. */
record LogRow(String id, String triggerId, Instant scheduledFor, Instant firedAt, String status) {
  private static final String READ =
      "SELECT id, trigger_id, scheduled_for, fired_at, status FROM trigger.event"
          + " WHERE starts_with(trigger_id, ?)";

  /** Everything that the triggers of a workload have left. */
  static List<LogRow> of(TestDatabase database, String prefix) {
    try (var connection = database.connect();
        PreparedStatement query = connection.prepareStatement(READ)) {
      query.setString(1, prefix);
      List<LogRow> log = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          log.add(
              new LogRow(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant(),
                  rows.getObject(4, OffsetDateTime.class).toInstant(),
                  rows.getString(5)));
        }
      }
      return log;
    } catch (SQLException e) {
      throw new IllegalStateException(READ, e);
    }
  }

  boolean succeeded() {
    return status.equals("success");
  }
}
