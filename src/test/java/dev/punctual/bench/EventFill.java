package dev.punctual.bench;

import dev.punctual.app.embedded.PostgresEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Events as a system logs them that has fired at a constant rate until now. */
final class EventFill {
  private static final Duration PIECE = Duration.ofMinutes(30);
  private static final Duration SERVERS_OWN = Duration.ofMinutes(2);
  private static final Duration ACTIVE = Duration.ofHours(2);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'event_'uuuuMMdd't'HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Filled before it is attached: attaching makes the indexes at once. */
  private static final String CREATE =
      """
      CREATE TABLE trigger.%1$s (
        LIKE trigger.event_active INCLUDING ALL EXCLUDING INDEXES,
        CONSTRAINT %1$s_range CHECK (logged_at >= '%2$s' AND logged_at < '%3$s'))
      """;

  private static final String FILL =
      """
      INSERT INTO trigger.%1$s
        (id, tenant, trigger_id, trigger_kind, source, status, scheduled_for, fired_at,
         finished_at, logged_at, attempts)
      SELECT gen_random_uuid(), 'default', 'filled-' || i %% 500, 'scheduled', 'scheduled',
        'success', at - interval '5 ms', at - interval '4 ms', at - interval '3 ms', at, 1
      FROM (SELECT i, timestamptz '%2$s' + i * interval '%4$d microseconds' AS at
            FROM generate_series(0, %3$d) i) logged
      """;

  private static final String ATTACH =
      "ALTER TABLE trigger.%s ATTACH PARTITION trigger.%s FOR VALUES FROM ('%s') TO ('%s')";

  /** What retention would have added up long ago. */
  private static final String ADDED_UP = "UPDATE trigger.tally_progress SET rolled_up_until = '%s'";

  private EventFill() {}

  /** Fills a migrated database's log, backwards from an instant, with so many events a second. */
  static void run(PostgresEndpoint database, long events, int rate, Instant until) {
    long left = events;
    // The piece that is being written to is the server's.
    Instant to = floor(until.minus(SERVERS_OWN));
    for (; left > 0; to = to.minus(PIECE)) {
      long count = Math.min(left, rate * PIECE.toSeconds());
      fill(database, to.minus(PIECE), to, count, rate, until);
      left -= count;
    }
    BenchServer.execute(database, ADDED_UP.formatted(floor(until.minus(SERVERS_OWN))), "ANALYZE");
  }

  private static void fill(
      PostgresEndpoint database, Instant from, Instant to, long count, int rate, Instant now) {
    String name = NAME.format(from);
    String parent = to.isBefore(now.minus(ACTIVE)) ? "event_archive" : "event_active";
    long micros = 1_000_000L / rate;
    BenchServer.execute(
        database,
        CREATE.formatted(name, from, to),
        FILL.formatted(name, from, count - 1, micros),
        ATTACH.formatted(parent, name, from, to));
  }

  private static Instant floor(Instant instant) {
    long seconds = PIECE.toSeconds();
    return Instant.ofEpochSecond(instant.getEpochSecond() / seconds * seconds);
  }
}
